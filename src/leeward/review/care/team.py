"""The team as a whole, told without telling of anybody in it (`crowd.py` says how)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leeward.policy.past.shares import Share
from leeward.review.care import breaks
from leeward.review.care.agreement import alpha
from leeward.review.care.breaks import Shift
from leeward.review.care.budget import View
from leeward.review.care.crowd import is_crowd, total
from leeward.review.care.standing import shift
from leeward.review.care.weeks import Week, week
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.store.connection import Connection
from leeward.store.desk.care import outcomes
from leeward.store.desk.care.exposure import ShiftRow
from leeward.store.desk.care.outcomes import Judgement, Shown, Span, Waits

EXPOSURE_GRAIN = 10.0  # exposure minutes: a third of what one person may be shown in a day
SAVED_GRAIN = 10.0  # looks


@dataclass(frozen=True, slots=True)
class Figures:
    """One week of a team; None: there are too few people to tell it.

    waits: of cases. overturned: appeals that changed a decision. agreement: Krippendorff's alpha, on so many
    cases as judged tells; also None where all said the same. rested: proposed breaks that were taken.
    exposure: minutes of all together, undecayed, to ten. saved: looks that nobody had to take, to ten.
    """

    week: Week
    waits: Waits | None
    overturned: Share | None
    agreement: float | None
    judged: int | None
    rested: Share | None
    exposure: float | None
    saved: float | None


@dataclass(frozen=True, slots=True)
class Team:
    """Whole weeks that are over, and nothing else."""

    ground: Ground

    async def of_week(self, visitor: Visitor, ago: int) -> Figures:
        """On the visitor's servers. ago: 1 is the last week; the one that lasts is never told."""
        found = week(self.ground.clock(), max(ago, 1))
        span = Span(found.start, found.end, visitor.servers)
        async with self.ground.store.session() as connection:
            return await self._figures(connection, found, span, visitor.name)

    async def _figures(self, connection: Connection, found: Week, span: Span, reader: str) -> Figures:
        waits = await outcomes.waits(connection, span)
        is_told = waits is not None and is_crowd(waits.people, reader)
        judgements = await outcomes.judgements(connection, span)
        units = agreeing(judgements, reader)
        return Figures(
            week=found,
            waits=waits if is_told else None,
            overturned=_overturned(await outcomes.appeals(connection, span)) if is_told else None,
            agreement=None if units is None else alpha(units),
            judged=None if units is None else len(units),
            rested=rested(
                await outcomes.shifts(connection, span), reader, self.ground.config.desk.break_minutes
            ),
            exposure=total(_exposures(await outcomes.shown(connection, span)), reader, EXPOSURE_GRAIN),
            saved=total(await outcomes.saved(connection, span), reader, SAVED_GRAIN),
        )


def agreeing(judgements: Iterable[Judgement], reader: str) -> list[list[str]] | None:
    """For each case what all said of it; None: too few people said anything."""
    units: dict[int, list[str]] = {}
    people: set[str] = set()
    for one in judgements:
        units.setdefault(one.case, [one.first_said]).append(one.said)
        people |= {one.name, one.first_by}
    return [*units.values()] if is_crowd(people, reader) else None


def rested(shifts: Sequence[tuple[str, ShiftRow]], reader: str, minutes: int) -> Share | None:
    """How many breaks that were proposed for their time were taken; None: too few people worked so long."""
    by_person: dict[str, list[Shift]] = defaultdict(list)
    for name, row in shifts:
        by_person[name].append(shift(row))
    counts = {name: breaks.proposed(own, minutes) for name, own in by_person.items()}
    concerned = {name for name, (proposed, _) in counts.items() if proposed}
    if not is_crowd(concerned, reader):
        return None
    return Share(sum(taken for _, taken in counts.values()), sum(number for number, _ in counts.values()))


def _exposures(shown: Iterable[Shown]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for one in shown:
        found[one.name] += View(one.severity, one.level, one.seconds, one.began_at).minutes
    return found


def _overturned(appeals: tuple[int, int]) -> Share:
    decided, changed = appeals
    return Share(changed, decided)
