"""Looks at media: fetch, decode in the sandbox, compare, write down, decide."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from leeward.model.findings import Finding, to_json
from leeward.model.jobs import JobKind
from leeward.model.look import Look
from leeward.model.signals import Match
from leeward.net.client import Client
from leeward.net.wire import Fetched, FetchLimits
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.ingest.fetching import Missed, fetch
from leeward.pipeline.ingest.lookers import Lookers
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Due, Looked, MatchRow
from leeward.store.connection import Connection, Store
from leeward.store.queue import NewJob, enqueue
from leeward.worker.desk.keeping import Held, Keeping

_EARLY = timedelta(seconds=5)  # that a job may come before its row says: clocks of machines differ a little
FIRST_S = 5.0  # for the first attempt at a media: what is slower comes again, behind all that is new
_TOGETHER_S = 1.0  # that the quick ones of a job wait for each other, and for the slow ones no longer
_LAST = -10  # the priority of further attempts: whoever serves slowly must keep nobody else waiting
SMALL_BYTES = 4 * 1024 * 1024  # what media on the quick lane may have: nearly all pictures have less
QUICK, LARGE = 48, 1  # media that are held in memory at once, on either lane
_SIGNALS_KEPT = 64  # of one media; of a long clip the frames' are not needed to tell the same file again


class Banks(Protocol):
    """The banks in use now; a new version of a list replaces them under way."""

    def matches(self, finding: Finding) -> tuple[Match, ...]:
        """Every match of one finding."""
        ...

    def version(self, bank: str) -> str:
        """The digest of the list that answered, with what was changed by hand."""
        ...


@dataclass(frozen=True, slots=True)
class Looking:
    """Everything that looking needs. clock: UTC. greet: is told of posts before anybody looks at them.
    keeping: of media whose post has a case by what was found; None: nothing is kept here."""

    store: Store
    client: Client
    limits: FetchLimits
    lookers: Lookers
    banks: Banks
    decider: Callable[[], Decider]
    clock: Callable[[], datetime]
    greet: Callable[[Sequence[int]], Awaitable[None]] | None = None
    keeping: Keeping | None = None
    quick: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(QUICK))
    large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LARGE))

    async def look(self, media: Sequence[int]) -> None:
        """Look at what is due of these, and decide what can be decided by it.

        Raises: DatabaseError, SandboxError: nothing is written; the job will come again.
        """
        async with self.store.session() as connection:
            due = await looks.due(connection, media, self.clock() + _EARLY)
        if self.greet and (new := sorted({one.item for one in due if not one.attempts})):
            await self.greet(new)
        held: dict[int, Held] = {}
        waiting = {asyncio.create_task(self._one(one, held)) for one in due}
        try:
            while waiting:
                done, waiting = await asyncio.wait(waiting, timeout=_TOGETHER_S)
                await self._keep([one.result() for one in done], held)
        finally:
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            for left in held.values():
                left.let_go()

    async def _keep(self, results: Sequence["_Result"], held: dict[int, Held]) -> None:
        if results:
            async with self.store.transaction() as connection:
                await self._save(connection, sorted(results, key=lambda one: one.due.id), held)
            for one in results:
                if done := held.pop(one.due.id, None):
                    done.let_go()

    async def _one(self, due: Due, held: dict[int, Held]) -> "_Result":
        """On the quick lane; what is too large for it has a lane of its own, so that memory stays bounded."""
        small = min(self.limits.most_bytes, SMALL_BYTES)
        async with self.quick:
            result = await self._on_a_lane(due, small, held)
        if result.looked.look != Look.TOO_LARGE or small == self.limits.most_bytes:
            return result
        async with self.large:
            return await self._on_a_lane(due, self.limits.most_bytes, held)

    async def _on_a_lane(self, due: Due, most_bytes: int, held: dict[int, Held]) -> "_Result":
        seconds = self.limits.seconds if due.attempts else min(self.limits.seconds, FIRST_S)
        limits = replace(self.limits, seconds=seconds, most_bytes=most_bytes)
        got = await fetch(self.client, due.copies, limits, due.attempts)
        if isinstance(got, Missed):
            return _Result(due, _missed(due, got, self.clock()), ())
        if self.keeping and (kept := self.keeping.hold(got)):
            held[due.id] = kept
        finding = await self.lookers.look(got.fd)
        return _Result(due, _looked(due, got, finding), self._matches(due, finding))

    def _matches(self, due: Due, finding: Finding) -> tuple[MatchRow, ...]:
        return tuple(
            MatchRow(
                media=due.id,
                bank=match.bank,
                bank_digest=self.banks.version(match.bank),
                kind=match.signal.kind,
                is_exact=match.exact,
                distance=match.distance,
                threshold=match.threshold,
                view=str(match.signal.view),
                entry=hashlib.sha256((match.entry or match.value).encode()).digest(),
            )
            for match in self.banks.matches(finding)
        )

    async def _save(
        self, connection: Connection, results: Sequence["_Result"], held: Mapping[int, Held]
    ) -> None:
        await looks.lock_items(connection, sorted({one.due.item for one in results}))
        now = self.clock()
        changed = await looks.save(connection, [one.looked for one in results], now)
        new = [one for one in results if one.due.id in changed]
        await looks.add_matches(connection, [row for one in new for row in one.matches])
        await enqueue(connection, _retries(new, now))
        items = sorted({one.due.item for one in new if one.looked.is_final})
        if items:
            await self.decider().decide(connection, items)
            if self.keeping:
                await self.keeping.keep_held(connection, items, held)


@dataclass(frozen=True, slots=True)
class _Result:
    due: Due
    looked: Looked
    matches: tuple[MatchRow, ...]


def _missed(due: Due, missed: Missed, now: datetime) -> Looked:
    again = missed.again_in_s
    return Looked(
        media=due.id,
        look=str(missed.look),
        is_final=again is None,
        reason=missed.reason,
        size=None,
        sha256=None,
        media_type=None,
        signals=None,
        attempt=due.attempts + 1,
        next_at=None if again is None else now + timedelta(seconds=again),
    )


def _looked(due: Due, fetched: Fetched, finding: Finding) -> Looked:
    signals = to_json(finding)["signals"]
    assert isinstance(signals, list)
    return Looked(
        media=due.id,
        look=str(finding.look),
        is_final=True,
        reason=finding.reason,
        size=fetched.size,
        sha256=bytes.fromhex(fetched.sha256),
        media_type=finding.media_type,
        signals=signals[:_SIGNALS_KEPT],
        attempt=due.attempts + 1,
        next_at=None,
    )


def _retries(results: Sequence[_Result], now: datetime) -> list[NewJob]:
    """One job for each media that is to be tried again, when it is."""
    return [
        NewJob(
            JobKind.LOOK,
            {"media": [one.due.id]},
            after_s=(one.looked.next_at - now).total_seconds(),
            key=f"look:{one.due.id}:{one.looked.attempt}",
            priority=_LAST,
        )
        for one in results
        if one.looked.next_at is not None
    ]
