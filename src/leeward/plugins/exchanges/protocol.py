"""What every list format is. A plug-in module ends in `EXCHANGE = …`, one object of this shape."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from leeward.model.banks import BadLine, BankEntry


class ListFormat(Protocol):
    """Reads one kind of hash-list file."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str:
        """One line for people."""
        ...

    def recognises(self, name: str, head: bytes) -> float:
        """How sure we are, 0.0 to 1.0, from the file's name and its first 64 KiB."""
        ...

    def read(self, name: str, stream: BinaryIO) -> Iterator[BankEntry | BadLine]:
        """Every entry or bad line, in order, in bounded memory. Never raises for bad content."""
        ...
