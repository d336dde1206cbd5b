"""Matches: a signal found in a bank."""

from dataclasses import dataclass

from leeward.model.signals import Signal


@dataclass(frozen=True, slots=True)
class Match:
    """One computed signal found in one bank.

    value: the bank's own value. distance: bits, 0 for exact kinds. threshold: bits, the limit used.
    exact: the kind compares for equality. entry, note: the list's own words, None if it has none.
    query_percent, entry_percent: vpdq only, 0 to 100, share of frames that matched.
    """

    bank: str
    signal: Signal
    value: str
    entry: str | None
    note: str | None
    distance: int
    threshold: int
    exact: bool
    query_percent: float | None = None
    entry_percent: float | None = None
