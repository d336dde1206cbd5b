"""How somebody is: what they were shown, how long they have worked, how they want it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.review.care import breaks, budget
from leeward.review.care.breaks import Card, Kind, Shift, Step
from leeward.review.care.budget import View
from leeward.review.care.comfort import Comfort
from leeward.store.desk.care.exposure import ShiftRow, ViewRow

HARD = 0.4  # severity x weight of the level, from which on light things are dealt next


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one person, and told to nobody else. exposure, soft, hard: exposure minutes of 24 hours.

    minutes: of work since the last break. again_at: when something can be shown again; None: now.
    """

    exposure: float
    soft: float
    hard: float
    minutes: int
    is_resting: bool
    card: Card
    again_at: datetime | None
    comfort: Comfort

    @property
    def is_enough(self) -> bool:
        """Whether they are advised to look at nothing more."""
        return self.exposure >= self.soft

    @property
    def share(self) -> int:
        """How much of the budget is used, in percent, 100 at most."""
        return min(100, round(100 * self.exposure / self.hard))


def standing(
    views: Sequence[ViewRow], shifts: Sequence[ShiftRow], comfort: Comfort, now: datetime
) -> Standing:
    """views, shifts: of the last day."""
    counted, worked = [view(one) for one in views], [shift(one) for one in shifts]
    used, since = budget.exposure(counted, now), breaks.working_since(worked, now)
    steps = [Step(one.queue, one.level, one.began_at) for one in views]
    card = breaks.due(now - since, breaks.streak(steps, since), comfort.break_minutes, _put_off(worked, now))
    is_over = used >= comfort.hard
    return Standing(
        exposure=used,
        soft=comfort.soft,
        hard=comfort.hard,
        minutes=int((now - since).total_seconds() // 60),
        is_resting=breaks.is_resting(worked),
        card=card,
        again_at=budget.possible_again(counted, comfort.hard, now) if is_over else None,
        comfort=comfort,
    )


def hard_reveal(views: Sequence[ViewRow], is_enough: bool) -> datetime | None:
    """When they were last shown something hard. is_enough: past the soft budget, anything from level 3 is."""
    hard = [
        one.began_at
        for one in views
        if one.level >= breaks.STARK and (is_enough or one.severity * budget.WEIGHTS[one.level] >= HARD)
    ]
    return max(hard, default=None)


def view(row: ViewRow) -> View:
    """As the budget counts it."""
    return View(row.severity, row.level, row.seconds, row.began_at)


def shift(row: ShiftRow) -> Shift:
    """As breaks count it."""
    return Shift(Kind(row.kind), row.began_at, row.seen_at, row.ended_at)


def _put_off(shifts: Sequence[Shift], now: datetime) -> timedelta | None:
    last = max((one.began for one in shifts if one.kind is Kind.LATER), default=None)
    return None if last is None else now - last
