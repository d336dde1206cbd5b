"""The last word of a scan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leeward.sweep.outcomes import Tally

NOTHING_MATCHED = 0
SOMETHING_MATCHED = 3
NOT_ALL_LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class BankUsed:
    """One bank of this scan. entries: signals in it. bad_lines: lines of its list that are no entry.
    left_out: entries that cannot be compared here, by kind or reason."""

    name: str
    entries: int
    bad_lines: int
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals over all runs of a scan. seconds: wall time of this run. told: files told by this run.
    links_outside: links that lead out of their folder and were not followed."""

    tally: Tally
    banks: Sequence[BankUsed]
    seconds: float
    told: int
    links_outside: int
    resumed: bool

    @property
    def rate(self) -> float:
        """Files a second in this run."""
        return self.told / self.seconds if self.seconds > 0 else 0.0

    @property
    def exit_status(self) -> int:
        """What the command ends with. Where nothing was there to look at, nothing is known: a disk that is
        not mounted must not pass for a clean one."""
        if self.tally.matched:
            return SOMETHING_MATCHED
        return NOT_ALL_LOOKED_AT if self.tally.missed or not self.tally.files else NOTHING_MATCHED
