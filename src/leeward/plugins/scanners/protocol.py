"""What every scanner of words is. A plug-in module ends in `SCANNER = …`, one object of this shape."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from leeward.model.banks import BadLine
from leeward.model.events import TextHit, Words

MOST = 1_000_000  # entries of one list
LONGEST = 500  # characters of an entry
BOM = "\ufeff"
EMPTY = "is empty after folding"

Mark = Callable[[str], str]  # a keyed digest, hexadecimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. kind: the scanner's own word. key: its normal form. line: 1-based."""

    kind: str
    text: str
    key: str
    line: int

    def __repr__(self) -> str:
        """Nothing of it but its place: it may be printed by accident."""
        return f"Entry(line {self.line})"

    @property
    def identity(self) -> str:
        """What is marked: the same for the same entry, wherever it stands and however it is spelt."""
        return f"{self.kind}\0{self.key}"


@dataclass(frozen=True, slots=True)
class EntryList:
    """One list. version: its digest."""

    name: str
    version: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Canary:
    """An invented entry, and words that hold it in each of these places, spelt in several ways: a scan that
    misses one of them cannot be trusted."""

    line: str
    words: Words
    places: frozenset[str]


class Scan(Protocol):
    """Lists in use."""

    def hits(self, words: Words) -> tuple[TextHit, ...]:
        """Every entry that is there, once for each place (text, warning …). Never raises."""
        ...


class Scanner(Protocol):
    """Reads lists of one kind, and finds their entries in what posts say."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str:
        """One line for people."""
        ...

    @property
    def canary(self) -> Canary: ...

    def read(self, file: str, content: bytes) -> Iterator[Entry | BadLine]:
        """Everything in a list, in order. Never raises; reasons never repeat the list."""
        ...

    def open(self, lists: Sequence[EntryList], mark: Mark) -> Scan:
        """Take lists into use."""
        ...


def lines(file: str, content: bytes) -> Iterator[tuple[int, str] | BadLine]:
    """Lines that are not blank, trimmed, with their numbers; what is no text is bad."""
    for number, raw in enumerate(content.split(b"\n"), 1):
        try:
            text = raw.decode("utf-8").removeprefix(BOM).strip()
        except UnicodeDecodeError:
            yield BadLine(file, number, "is not UTF-8 text")
            continue
        if "\0" in text:
            yield BadLine(file, number, "has NUL characters in it")
        elif len(text) > LONGEST:
            yield BadLine(file, number, f"is longer than {LONGEST} characters")
        elif text:
            yield number, text
