"""Deals the next case: the one on which most depends, to one person, and to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.review.care.care import LIGHT, Care
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.queue.claims import Claims, asker_of
from leeward.review.queue.order import SPAN, Next, Waiting, Way, in_order
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
            async with self.ground.store.reading() as connection:
                ways = await self._ways(connection, asker, is_light=is_light)
            if not ways:
                return None
            for one in ways:
                if await self._claim(asker, one):
                    return one.case
        return None

    async def _claim(self, asker: Asker, one: Next) -> bool:
        async with self.ground.store.transaction() as connection:
            got = await deals.claim(connection, asker, one.case, asker.now + self.claims.span)
            if got is not None:
                await deals.dealt(connection, asker, got, one.way)
        return got is not None

    async def _ways(self, connection: Connection, asker: Asker, *, is_light: bool) -> list[Next]:
        """Cases in the order in which they are to be dealt, each with why."""
        best = await deals.best(connection, asker, _groups(asker), _MOST)
        last = await deals.ways(connection, asker.person, max(SPAN, LIGHT))
        usual = in_order(map(_waiting, best), asker.person, asker.now, last)
        if not is_light:
            return usual
        light = await deals.light(connection, asker, _LIGHT, _MOST)
        gentle = [Next(Way.LIGHT, one.case) for one in light]
        grave = [one for one in usual if one.way is Way.URGENT] if _is_its_turn(last) else []
        return [*grave, *gentle, *usual]


def _groups(asker: Asker) -> list[tuple[str, str]]:
    return [
        (str(band), str(lane))
        for band, lane in _GROUPS
        if band is not Band.CHILD_SAFETY or asker.child_safety
    ]


def _is_its_turn(last: Sequence[str]) -> bool:
    """Whether the last few were gentle: they never keep what is urgent and overdue waiting for ever."""
    return len(last) >= LIGHT and all(one == Way.LIGHT for one in last[:LIGHT])


def _waiting(one: Candidate) -> Waiting:
    return Waiting(one.case, Lane(one.lane), one.rank, one.since, one.overdue_at)
