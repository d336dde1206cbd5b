"""Ranks what waits: each case of which something new is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from leeward.pipeline.decide.made import CANARY_BANK
from leeward.review.ground import Ground
from leeward.review.queue.bundling import bundle
from leeward.review.queue.priority import MINUTES, Band, Known, Signs, band_of, chance, median, place
from leeward.store.connection import Connection
from leeward.store.desk import ranks
from leeward.store.desk.ranks import Ranked, RankFacts

AT_ONCE = 100
_HOLDS = ("hold_post", "limit_account", "mark_sensitive")  # hide something until a person decides
_TIMED_EVERY = timedelta(minutes=10)
_TIMED_FOR = timedelta(days=30)
_DEALS_FOR = timedelta(days=90)


@dataclass(slots=True)
class _Minutes:
    """How long people take, as it was last asked."""

    by_band: dict[str, float] = field(default_factory=dict)
    asked_at: datetime = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranks at a time, in whichever process. Whoever is killed has ranked nothing, and news stay news."""

    ground: Ground
    minutes: _Minutes = field(default_factory=_Minutes)

    async def rank_all(self) -> None:
        """Everything that is new. For a schedule. Raises: DatabaseError."""
        while await self.rank() == AT_ONCE:
            pass

    async def rank(self, *, is_urgent: bool = False) -> int:
        """Some of it; gives how much. is_urgent: also if that means to wait for somebody who ranks just now.
        Raises: DatabaseError."""
        async with self.ground.store.reading() as connection:
            if not await ranks.is_news(connection):
                return 0
        async with self.ground.store.transaction() as connection:
            if is_urgent:
                await ranks.together(connection)
            elif not await ranks.alone(connection):
                return 0
            await ranks.by_keys(connection)
            cases = await ranks.news(connection, AT_ONCE)
            await self._rank(connection, cases)
            return len(cases)

    async def forget(self) -> None:
        """Drop who was dealt what long ago. For a schedule. Raises: DatabaseError."""
        async with self.ground.store.transaction() as connection:
            await ranks.forget_deals(connection, self.ground.clock() - _DEALS_FOR)

    async def _rank(self, connection: Connection, cases: Sequence[int]) -> None:
        if not cases:
            return
        now = self.ground.clock()
        minutes = await self._taken(connection, now)
        facts = await ranks.facts(connection, cases, _HOLDS, CANARY_BANK)
        ranked = [self._ranked(case, minutes) for case in facts]
        await ranks.place(connection, ranked, now)
        await bundle(connection, facts, await ranks.media(connection, cases, CANARY_BANK), now)

    def _ranked(self, case: RankFacts, minutes: dict[str, float]) -> Ranked:
        band = band_of(case.queue, self.ground.config.desk.bands)
        signs = Signs(case.is_exact, case.bits, case.score, case.has_words)
        taken = minutes.get(band, MINUTES[band])
        found = place(Known(band, case.since, chance(signs), case.followers, case.is_held, taken))
        return Ranked(
            case=case.case,
            band=str(band),
            lane=str(found.lane),
            rank=found.rank,
            overdue_at=found.overdue_at,
            severity=float(found.parts["severity"]),
            is_held=case.is_held,
            is_text=case.is_text,
            parts={**found.parts, "band": str(band)},
            is_hard=case.is_hard,
        )

    async def _taken(self, connection: Connection, now: datetime) -> dict[str, float]:
        if now - self.minutes.asked_at >= _TIMED_EVERY:
            told = await ranks.timed(connection, now - _TIMED_FOR)
            found = {str(band): median(told.get(band, ())) for band in Band}
            self.minutes.by_band = {band: one for band, one in found.items() if one is not None}
            self.minutes.asked_at = now
        return self.minutes.by_band
