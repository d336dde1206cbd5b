"""How much waits: the numbers of the desk's first page, without any case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from leeward.canary.lamps import Lamp, Light
from leeward.canary.status import ALIVE_S, lights
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.people.sight import Sight, seen
from leeward.review.queue.priority import Band
from leeward.store.desk import deals
from leeward.store.desk.deals import Counted
from leeward.store.watch import workers

_MANY = 5_000  # waiting cases, from which they are not counted for each page anew
_KEPT = timedelta(seconds=3)
_LAMP_KEPT = timedelta(seconds=10)
_KEYS = 1_000  # kept at once: servers that people see, in all their combinations


class Sees(StrEnum):
    """Whether what comes in is really looked at."""

    YES = "green"
    PARTLY = "amber"
    UNKNOWN = "unknown"  # no canaries are sent


@dataclass(frozen=True, slots=True)
class Waiting:
    """By band what waits, what is overdue of it, and since when the oldest does. held: authors who wait, and
    since when the first. lead, partner: of all, those that others could not judge. sees: the lamp; why: it is
    not green, a sentence each."""

    bands: Mapping[Band, Counted]
    held: int
    held_since: datetime | None
    lead: int
    partner: int
    sees: Sees
    why: tuple[str, ...]

    @property
    def number(self) -> int:
        """All that waits."""
        return sum(one.number for one in self.bands.values())


@dataclass(slots=True)
class _Kept:
    """What was counted last, of each sight; and the lamps."""

    numbers: dict[object, tuple[datetime, Waiting]] = field(default_factory=dict)
    lamps: tuple[datetime, tuple[Light, ...], bool] | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts for whoever may know how much waits, on their servers; where it is much, a few seconds ago."""

    ground: Ground
    kept: _Kept = field(default_factory=_Kept)

    async def of(self, visitor: Visitor) -> Waiting:
        """What waits now. Raises: DatabaseError."""
        sight, now = Sight.of_numbers(visitor), self.ground.clock()
        key = (sight.servers, sight.grants)
        before = self.kept.numbers.get(key)
        if before and before[1].number >= _MANY:
            if now - before[0] < _KEPT:
                return before[1]
            self.kept.numbers[key] = (now, before[1])  # one counts; whoever asks meanwhile is told this
        found = await self._counted(sight, now)
        if len(self.kept.numbers) >= _KEYS:
            self.kept.numbers.clear()
        self.kept.numbers[key] = (now, found)
        return found

    async def _counted(self, sight: Sight, now: datetime) -> Waiting:
        shown, is_working = await self._lamps(now)
        async with seen(self.ground.store, sight) as connection:
            bands = await deals.waiting(connection, now)
            held, since = await deals.held(connection)
            lead, partner = await deals.stuck(connection)
        mine = [one for one in shown if sight.servers is None or one.server in sight.servers]
        told = {Band(name): one for name, one in bands.items()}
        return Waiting(told, held, since, lead, partner, *lamp_of(mine, is_working=is_working))

    async def _lamps(self, now: datetime) -> tuple[tuple[Light, ...], bool]:
        before = self.kept.lamps
        if before is None or now - before[0] >= _LAMP_KEPT:
            async with self.ground.store.reading() as connection:
                found = await lights(connection, self.ground.config.canary, now)
                living = [
                    one
                    for one in await workers.every(connection)
                    if (now - one.seen_at).total_seconds() <= ALIVE_S
                ]
            before = self.kept.lamps = (now, found, bool(living))
        return before[1], before[2]


def lamp_of(shown: list[Light], *, is_working: bool) -> tuple[Sees, tuple[str, ...]]:
    """One lamp of all, and why it is not green. A way in without canaries proves nothing."""
    if not is_working:
        return Sees.PARTLY, ("no process of Leeward is running that looks at what comes in",)
    known = [one for one in shown if one.lamp is not Lamp.OFF]
    if not known:
        return Sees.UNKNOWN, ("no canaries are sent, so nobody knows",)
    wrong = tuple(f"{one.way_in}: {one.said}" for one in known if one.lamp is not Lamp.GREEN)
    return (Sees.PARTLY, wrong) if wrong else (Sees.YES, ())
