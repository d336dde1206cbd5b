"""What every place to scan is. A plug-in module ends in `SOURCE = …`, one object of this shape."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from leeward.model.look import Look


@dataclass(frozen=True, slots=True)
class Found:
    """One file to look at. open: gives a read-only descriptor that the caller closes; raises NotLooked.
    stamp: changes when the content does (size, mtime, etag); "" where unknown."""

    path: str
    open: Callable[[], int]
    stamp: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that is there but cannot be looked at."""

    path: str
    look: Look
    reason: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A link that was not followed: it leads out of the folder, or to what is scanned anyway."""

    path: str
    outside: bool


class Source(Protocol):
    """A kind of place that `leeward scan` can walk."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...

    def claims(self, where: str) -> bool:
        """Whether this place is ours, by its spelling alone."""
        ...

    def walk(self, where: str) -> Iterator[Found | Lost | Passed]:
        """Everything below, in a stable order. Raises: SourceError if the place itself cannot be listed."""
        ...
