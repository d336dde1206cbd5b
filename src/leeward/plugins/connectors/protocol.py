"""What every place to scan is. A plug-in module ends in `SOURCE = …`, one object of this shape."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from leeward.model.look import Look


@dataclass(frozen=True, slots=True)
class Found:
    """One file to look at. open: gives a read-only descriptor that the caller closes; raises NotLooked.
    stamp: changes when the content does (size, mtime, etag); "" where unknown.
    identity: the same for every spelling of the same file; "" where the path is.
    slow_bytes: where opening waits for somebody else, so that it is worth opening many at once: the memory
    that it takes, about; such an `open` may be called from any thread. None: opening is quick."""

    path: str
    open: Callable[[], int]
    stamp: str
    identity: str = ""
    slow_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that is there but cannot be looked at. identity: as in Found."""

    path: str
    look: Look
    reason: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A link that was not followed: it leads out of the folder, or to what is scanned anyway."""

    path: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Another place, to be walked in its turn like one on the command line."""

    where: str


Step: TypeAlias = Found | Lost | Passed | Named


class Source(Protocol):
    """A kind of place that `leeward scan` can walk."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...

    def claims(self, where: str) -> bool:
        """Whether this place is ours, by its spelling alone."""
        ...

    def walk(self, where: str) -> Iterator[Step]:
        """Everything below, in a stable order; a place that is not there is itself Lost, as vanished.
        Raises: SourceError: the place cannot be listed."""
        ...
