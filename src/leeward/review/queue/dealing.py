"""Deals the next case: the one on which most depends, to one person, and to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.review.care.care import LIGHT, Care
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.queue.claims import Claims, asker_of
from leeward.review.queue.order import Waiting, in_order
from leeward.review.queue.priority import SEVERITY, Band, Lane, lane_of
from leeward.review.queue.ranking import Ranking
from leeward.store.connection import Connection
from leeward.store.desk import deals
from leeward.store.desk.deals import Asker, Candidate

_MOST = 8  # candidates of each band and lane
_ROUNDS = 5  # in each somebody else may be quicker
_GROUPS = tuple(dict.fromkeys((band, lane_of(band, is_held=held)) for band in Band for held in (False, True)))
_LIGHT = SEVERITY[Band.HATE]  # severity of what may be called light, if it is words only


@dataclass(frozen=True, slots=True)
class Dealing:
    """What is next, for one person at a time."""

    ground: Ground
    claims: Claims
    ranking: Ranking
    care: Care

    async def deal(self, visitor: Visitor) -> int | None:
        """A case that is now theirs, or one that is asked of them as a check; None: nothing waits for them.

        Raises: NotAllowed: they may not decide. DatabaseError.
        """
        asker_of(self.ground, visitor)
        if golden := await self.care.golden_for(visitor):
            return golden
        await self.ranking.rank()
        is_light = await self._is_light(visitor)
        found = await self._deal(visitor, is_light=is_light)
        if found is None and await self.ranking.rank(is_urgent=True):
            found = await self._deal(visitor, is_light=is_light)
        return found

    async def _is_light(self, visitor: Visitor) -> bool:
        """Whether they need something gentle, or may be shown no picture any more today."""
        if await self.care.deals_light(visitor):
            return True
        return (await self.care.of(visitor)).again_at is not None

    async def _deal(self, visitor: Visitor, *, is_light: bool) -> int | None:
        for _ in range(_ROUNDS):
            asker = asker_of(self.ground, visitor)
            async with self.ground.store.session() as connection:
                ways = await self._ways(connection, asker, is_light=is_light)
            if not ways:
                return None
            for way, case in ways:
                if await self._claim(asker, case, way):
                    return case
        return None

    async def _claim(self, asker: Asker, case: int, way: str) -> bool:
        async with self.ground.store.transaction() as connection:
            got = await deals.claim(connection, asker, case, asker.now + self.claims.span)
            if got is not None:
                await deals.dealt(connection, asker, got, way)
        return got is not None

    async def _ways(self, connection: Connection, asker: Asker, *, is_light: bool) -> list[tuple[str, int]]:
        """Cases in the order in which they are to be dealt, each with why."""
        best = await deals.best(connection, asker, _groups(asker), _MOST)
        ordered = in_order(map(_waiting, best), asker.person, asker.now)
        usual = [("overdue" if one.overdue_at <= asker.now else "index", one.case) for one in ordered]
        if not is_light:
            return usual
        light = await deals.light(connection, asker, _LIGHT, _MOST)
        gentle = [("light", one.case) for one in light]
        return (
            [*_grave(best, asker), *gentle, *usual]
            if await _is_its_turn(connection, asker)
            else [
                *gentle,
                *usual,
            ]
        )


def _groups(asker: Asker) -> list[tuple[str, str]]:
    return [
        (str(band), str(lane))
        for band, lane in _GROUPS
        if band is not Band.CHILD_SAFETY or asker.child_safety
    ]


def _grave(best: Sequence[Candidate], asker: Asker) -> list[tuple[str, int]]:
    """What is overdue of children's safety, the oldest first: gentle items never keep it waiting for ever."""
    late = [one for one in best if one.lane == Lane.URGENT and one.overdue_at <= asker.now]
    return [("overdue", one.case) for one in sorted(late, key=lambda one: (one.since, one.case))]


async def _is_its_turn(connection: Connection, asker: Asker) -> bool:
    """Whether the last few were gentle."""
    last = await deals.ways(connection, asker.person, LIGHT)
    return len(last) == LIGHT and all(one == "light" for one in last)


def _waiting(one: Candidate) -> Waiting:
    return Waiting(one.case, Lane(one.lane), one.rank, one.since, one.overdue_at)
