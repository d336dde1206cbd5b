"""What a scan has to tell about one file, and how often it told what."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Match

_NUMBERS = re.compile(r"(?<![A-Z\d])\d+(\.\d+)?")  # but not the one of MP4
_LONGEST_REASON = 120  # characters


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was found, apart from how its path is spelled.

    identity, stamp: as the connector gives them. member: 0-based number inside an archive.
    """

    identity: str
    stamp: str
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the output. again: an interrupted run may have told it already."""

    spot: Spot
    path: str
    finding: Finding
    matches: tuple[Match, ...] = ()
    again: bool = False

    @property
    def banks(self) -> tuple[str, ...]:
        """Names of the banks in which it was found, each once."""
        return tuple(sorted({match.bank for match in self.matches}))


class Count(NamedTuple):
    """What the totals need of one file. size: bytes."""

    look: Look
    reason: str | None
    size: int
    banks: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Totals; every file stands in them once. size: bytes. matched: files."""

    looks: Counter[tuple[Look, str | None]] = field(default_factory=Counter)
    banks: Counter[str] = field(default_factory=Counter)
    matched: int = 0
    size: int = 0

    def add(self, count: Count, times: int = 1) -> None:
        """Count one file; with times=-1 take it back."""
        self.looks[count.look, count.reason] += times
        self.size += times * count.size
        self.matched += times * bool(count.banks)
        for bank in count.banks:
            self.banks[bank] += times

    @property
    def files(self) -> int:
        """Everything told about, archives' members included."""
        return self.looks.total()

    @property
    def looked(self) -> int:
        """Files that were looked at."""
        return sum(times for (look, _), times in self.looks.items() if look is Look.LOOKED)

    @property
    def missed(self) -> dict[tuple[Look, str], int]:
        """Files that could not be looked at, by look and reason, most frequent first."""
        return {
            (look, reason or "no reason given"): times
            for (look, reason), times in self.looks.most_common()
            if look is not Look.LOOKED and times
        }


def plain_reason(reason: str | None) -> str | None:
    """A reason without its numbers: so that reasons group, and nothing a file says of itself is kept."""
    return _NUMBERS.sub("…", reason)[:_LONGEST_REASON] if reason else reason
