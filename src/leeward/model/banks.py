"""Banks: named sets of signals that came from a list."""

from dataclasses import dataclass


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
