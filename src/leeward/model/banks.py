"""Banks: named sets of signals that came from a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One line of a hash list, as written; not yet checked against its signal kind.

    line: 1-based line (or element) number in the file, for naming it when it is bad.
    """

    kind: str
    value: str
    entry: str | None
    note: str | None
    line: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no entry. `reason` never repeats the line's content."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class CutOff(BadLine):
    """The list ends or breaks in the middle: entries are missing, nobody knows how many."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class EntryBlock:
    """Many entries of one kind from consecutive lines, already checked: a fast lane for long lists.

    values: the binary values, one behind the other, `width` bytes each. entries, notes: one for each
    value, or None where no value has one. line: 1-based line of the first.
    """

    kind: str
    width: int
    values: bytes
    entries: Sequence[str | None] | None
    notes: Sequence[str | None] | None
    line: int


@dataclass(frozen=True, slots=True)
class Unused:
    """An entry that is understood and left out on purpose: no bad line, but counted and reported.

    what: a kind of signal that cannot be compared here ("photodna"), or why it is not to be matched
    ("withdrawn", "false-positive", "disabled"). Never taken from the line's value.
    """

    what: str
    line: int


ListItem: TypeAlias = BankEntry | EntryBlock | Unused | BadLine
