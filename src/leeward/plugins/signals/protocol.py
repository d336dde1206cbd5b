"""What every signal plug-in is. A plug-in module ends in `SIGNAL = …`, one object of these shapes."""

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from leeward.model.pictures import Picture
from leeward.model.signals import Signal


class Hasher(Protocol):
    """A running digest over the bytes of one file."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class SignalType(Protocol):
    """What all kinds have in common."""

    @property
    def name(self) -> str:
        """As in bank files and on the command line: the module's own name."""
        ...

    @property
    def title(self) -> str:
        """One line for people."""
        ...

    @property
    def bits(self) -> int:
        """Length of a value in bits; for vpdq, of one frame's."""
        ...

    @property
    def threshold(self) -> int:
        """The usual distance limit in bits; 0 for kinds that compare for equality."""
        ...

    def normalise(self, text: str) -> str:
        """The one way to write this value. Raises: BadSignal, without repeating the text."""
        ...

    def examples(self) -> Sequence[str]:
        """At least two benign values."""
        ...


@runtime_checkable
class FileSignal(SignalType, Protocol):
    """A digest of the file's bytes."""

    def start(self) -> Hasher: ...


@runtime_checkable
class PictureSignal(SignalType, Protocol):
    """A signal of one still or frame."""

    def of_picture(self, picture: Picture, dihedral: bool) -> Iterable[Signal]:
        """The picture's own signal first, then its turned and (if asked) dihedral variants.
        Raises: NotLooked."""
        ...


@runtime_checkable
class ClipSignal(SignalType, Protocol):
    """A signal of a moving picture, made from the signals of its frames."""

    @property
    def frame_kind(self) -> str:
        """The picture signal it is made from: "pdq"."""
        ...

    def of_frames(self, frames: Sequence[Signal]) -> Iterable[Signal]: ...
