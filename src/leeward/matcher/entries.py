"""What goes into a bank, and what comes out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of one kind. value: of a clip, its frames one after the other."""

    value: bytes
    entry: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One value of a bank near one query.

    query: its place among the queries. value: the bank's; of a clip, the frame. distance: bits.
    entry_number: the same for all frames of a clip; holds as long as the Bank stays open.
    """

    query: int
    value: bytes
    entry: str | None
    note: str | None
    distance: int
    entry_number: int
