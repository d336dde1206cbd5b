"""How long what was reported is kept, where the laws of several places hold at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from leeward.policy.packs.jurisdictions.packs import About, Force, Pack


class Due(StrEnum):
    """What is to be done with it now. Nothing here ever destroys by itself."""

    KEEP = "keep"
    PEOPLE_MAY_DESTROY = "people may destroy"
    PEOPLE_MUST_DESTROY = "people must destroy"
    LEGAL_HOLD = "legal hold"  # laws contradict each other: it is kept until people have decided


@dataclass(frozen=True, slots=True)
class Keeping:
    """The longest mandatory minimum and the shortest mandatory maximum; None: no law says one.

    is_open: a law speaks of keeping, and nobody here knows how long.
    """

    least_days: int | None
    most_days: int | None
    is_open: bool

    @property
    def is_conflict(self) -> bool:
        """Whether no length of time fits all."""
        return self.least_days is not None and self.most_days is not None and self.least_days > self.most_days

    def due(self, reported_at: datetime, now: datetime) -> Due:
        """What is to be done with what was reported then."""
        if self.is_conflict:
            return Due.LEGAL_HOLD
        if self.least_days is not None and now < reported_at + timedelta(days=self.least_days):
            return Due.KEEP
        if self.most_days is not None and now >= reported_at + timedelta(days=self.most_days):
            return Due.LEGAL_HOLD if self.is_open else Due.PEOPLE_MUST_DESTROY
        return Due.KEEP if self.is_open else Due.PEOPLE_MAY_DESTROY


def keeping(packs: Iterable[Pack]) -> Keeping:
    """What all of these laws together ask."""
    duties = [duty for pack in packs for duty in pack.duty if duty.about is About.PRESERVE]
    bound = [duty for duty in duties if duty.force is Force.MANDATORY]
    least = [duty.least_days for duty in bound if duty.least_days is not None]
    most = [duty.most_days for duty in bound if duty.most_days is not None]
    silent = any(duty.least_days is None and duty.most_days is None for duty in bound)
    is_open = silent or any(duty.force is Force.OPEN for duty in duties)
    return Keeping(max(least, default=None), min(most, default=None), is_open)
