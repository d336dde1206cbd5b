"""Care: what each person can still be shown, when they should rest, and how they want it.

Everything here is of the visitor who asks. There is no way to ask it of somebody else, or to change it for
them; PostgreSQL gives nobody another's rows (`people/sight.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.errors import NotAllowed
from leeward.review.care.breaks import RESTS, Kind
from leeward.review.care.budget import FADES_OVER
from leeward.review.care.comfort import Comfort, Wishes, comfort, kept
from leeward.review.care.golden import MOST_LEVEL, Golden
from leeward.review.care.standing import Standing, hard_reveal, shift, standing
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.desk.care import exposure
from leeward.store.desk.care.exposure import ShiftRow, ViewRow

NOTED = timedelta(minutes=1)  # how exactly it is known when somebody was there
LIGHT = 3  # items without a picture after a hard one
FORGETS = timedelta(hours=2)  # after which a hard picture changes nothing any more


@dataclass(frozen=True, slots=True)
class Care:
    """Of the people of a desk, one at a time."""

    ground: Ground

    async def of(self, visitor: Visitor) -> Standing:
        """How they are."""
        holds, views, shifts, now = await self._read(visitor)
        return standing(views, shifts, holds, now)

    async def noted(self, visitor: Visitor) -> Standing:
        """As `of`, and notes that they work: at most once a minute, and whatever pause there was is over."""
        holds, views, shifts, now = await self._read(visitor)
        last = next((one for one in reversed(shifts) if one.ended_at is None), None)
        if last is None or last.kind == Kind.BREAK or now - last.seen_at >= NOTED:
            await self._note(visitor, last, now)
            holds, views, shifts, now = await self._read(visitor)
        return standing(views, shifts, holds, now)

    async def may_look(self, visitor: Visitor, case: int, level: int) -> None:
        """Raises: NotAllowed: they wished never to be shown as much, have been shown enough for a day, or the
        case was decided already and is only a check."""
        now = await self.of(visitor)
        if level > now.comfort.floor:
            raise NotAllowed(
                f"you asked never to be shown more than level {now.comfort.floor}",
                "only you can change that, in your settings",
            )
        if now.again_at is not None and level > 0:
            raise NotAllowed(
                f"that is enough for today: {now.exposure:.1f} exposure minutes of {now.hard:g} in 24 hours. "
                "Nothing is lost, and you have done a lot",
                f"from {now.again_at:%H:%M} UTC on pictures can be shown again; until then decide without "
                "looking, hand over, or rest",
            )
        if level > MOST_LEVEL and await self.is_golden(visitor, case):
            raise NotAllowed(
                "this case needs no more than a blurred look", "decide by its facts, or say that you cannot"
            )

    async def deals_light(self, visitor: Visitor) -> bool:
        """Whether the next thing should be light: the three after a hard picture, until they have rested."""
        holds, views, shifts, now = await self._read(visitor)
        last = hard_reveal(views, standing(views, shifts, holds, now).is_enough)
        if last is None or now - last > FORGETS or _rested_since(shifts, last):
            return False
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            return await exposure.lighter(connection, visitor.person, last) < LIGHT

    async def rest(self, visitor: Visitor) -> None:
        """A break begins; again while it lasts: nothing happens."""
        if not (await self.of(visitor)).is_resting:
            await self._begin(visitor, Kind.BREAK)

    async def come_back(self, visitor: Visitor) -> None:
        """The break is over."""
        if (await self.of(visitor)).is_resting:
            await self._begin(visitor, Kind.WORK)

    async def put_off(self, visitor: Visitor) -> None:
        """Not now: nothing is proposed for ten minutes."""
        async with self.ground.store.transaction() as connection:
            await exposure.mark(connection, visitor.person, Kind.LATER, self.ground.clock())

    async def wishes(self, visitor: Visitor) -> Wishes:
        """What they have set."""
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            return kept((await exposure.kept(connection, visitor.person, self.ground.clock())).settings)

    async def wish(self, visitor: Visitor, wishes: Wishes, language: str) -> None:
        """Set it. language: of the pages, by its code; empty: as the browser asks."""
        async with self.ground.store.transaction() as connection:
            await exposure.set_comfort(connection, visitor.person, wishes)
            await exposure.speak(connection, visitor.person, language)

    async def shown(self, visitor: Visitor, days: int) -> list[ViewRow]:
        """What they were shown in so many days, the first one first."""
        since = self.ground.clock() - timedelta(days=days)
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            return await exposure.views(connection, visitor.person, since)

    async def golden_for(self, visitor: Visitor) -> int | None:
        """The case that was decided already and is dealt again now; None: as mostly, none."""
        return await Golden(self.ground).deal(visitor)

    async def is_golden(self, visitor: Visitor, case: int) -> bool:
        """Whether this case is to them such a one, which they have not answered."""
        return await Golden(self.ground).is_open(visitor, case)

    async def record_golden(self, visitor: Visitor, case: int, kind: str) -> None:
        """What they say of it; it acts on nothing. Raises: CaseError: it was not asked for."""
        await Golden(self.ground).say(visitor, case, kind)

    async def _read(self, visitor: Visitor) -> tuple[Comfort, list[ViewRow], list[ShiftRow], datetime]:
        now = self.ground.clock()
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            found = await exposure.kept(connection, visitor.person, now - FADES_OVER)
        return comfort(kept(found.settings), self.ground.config.desk), found.views, found.shifts, now

    async def _note(self, visitor: Visitor, last: ShiftRow | None, now: datetime) -> None:
        if last is not None and last.kind == Kind.WORK and now - last.seen_at < RESTS:
            async with self.ground.store.transaction() as connection:
                await exposure.still_there(connection, visitor.person, now)
        else:
            await self._begin(visitor, Kind.WORK)

    async def _begin(self, visitor: Visitor, kind: Kind) -> None:
        async with self.ground.store.transaction() as connection:
            await exposure.begin(connection, visitor.person, kind, self.ground.clock())


def _rested_since(shifts: Sequence[ShiftRow], at: datetime) -> bool:
    return any(one.kind is Kind.BREAK and one.began >= at for one in map(shift, shifts))
