"""Keeps the media of cases: sealed at the look, or fetched for it later; erased long after the case."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from leeward.config.desk import Vault
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.model.look import Look
from leeward.net.client import Client
from leeward.net.wire import Fetched, FetchLimits
from leeward.pipeline.ingest.fetching import Missed, fetch
from leeward.pipeline.recording import Note, Recorder
from leeward.store.connection import Connection, Store
from leeward.store.desk.viewing import evidence
from leeward.store.desk.viewing.evidence import Keep, Miss, Over, Wanted, Whole
from leeward.store.queue import NewJob, enqueue
from leeward.vault.evidence import Evidence, sealed_pieces
from leeward.vault.keys import VaultKey

MOST_HELD = 256 * 1024 * 1024  # bytes of media that wait in memory for their decision, of one process
_LOST_AFTER = timedelta(minutes=5)
_AT_ONCE = 200
_OTHER = "the server now gives other bytes than were looked at: these are not kept"
_PRIORITY = 20  # before any look: what has a case soon vanishes


@dataclass(slots=True)
class Held:
    """A media that was looked at, in memory until its post is decided. Whoever holds one lets it go."""

    fd: int
    size: int
    sha256: bytes
    keeping: "Keeping" = field(repr=False)

    def let_go(self) -> None:
        """Forget it; may be called twice."""
        if self.fd >= 0:
            os.close(self.fd)
            self.keeping.held_bytes -= self.size
            self.fd = -1


@dataclass(slots=True)
class Keeping:
    """For the worker. The rows are the truth: killed anywhere, it goes on with what is wanted."""

    store: Store
    client: Client
    limits: FetchLimits
    key: VaultKey
    recorder: Recorder
    settings: Vault
    entropy: Callable[[int], bytes] = os.urandom
    held_bytes: int = 0
    fetching: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    def hold(self, fetched: Fetched) -> Held | None:
        """Its bytes, still there when it is decided; None: too many are held, or it is not kept anyway."""
        fits = self.held_bytes + fetched.size <= MOST_HELD and fetched.size <= self.settings.media_bytes
        if not self.settings.is_kept or not fits:
            return None
        self.held_bytes += fetched.size
        return Held(os.dup(fetched.fd), fetched.size, bytes.fromhex(fetched.sha256), self)

    async def keep_held(self, connection: Connection, items: Sequence[int], held: Mapping[int, Held]) -> None:
        """In the transaction of a decision: what is held of posts that now have a case is kept with it. What
        is not held is asked for at once. held: by media."""
        if not self.settings.is_kept:
            return
        await evidence.want(connection, items, self.recorder.clock())
        wanted = await evidence.wanted(connection, items)
        for one in wanted:
            if one.media in held:
                await self._seal(connection, one, held[one.media])
        late = sorted({one.item for one in wanted if one.media not in held and one.is_looked})
        await enqueue(connection, [_job(item, f"keep:{item}:held") for item in late])

    async def keep(self, payload: Mapping[str, Json]) -> None:
        """The handler of KEEP jobs. Raises: DatabaseError: the job comes again."""
        told = payload.get("items")
        items = [one for one in told if isinstance(one, int)] if isinstance(told, list) else []
        if not self.settings.is_kept:
            return
        async with self.store.transaction() as connection:
            await evidence.want(connection, items, self.recorder.clock())
            found = await evidence.wanted(connection, items)
        now = self.recorder.clock()
        for one in found:
            if one.is_looked and (one.next_at is None or one.next_at <= now):
                async with self.fetching:
                    await self._fetch(one)

    async def recall(self) -> None:
        """Write jobs anew for media whose job is gone, and for cases that nobody wrote one for. For a
        schedule. Raises: DatabaseError."""
        if self.settings.is_kept:
            async with self.store.transaction() as connection:
                lost = await evidence.lost(connection, self.recorder.clock() - _LOST_AFTER, _AT_ONCE)
                await enqueue(connection, [_job(item, f"keep:{item}:lost") for item in lost])

    async def expire(self) -> None:
        """Erase what has been kept for long enough. For a schedule. Raises: DatabaseError."""
        is_more = True
        while is_more:
            before = self.recorder.clock() - timedelta(days=self.settings.days)
            async with self.store.session() as connection:
                over = await evidence.over(connection, before, _AT_ONCE)
            for one in over:
                await self._erase(one)
            is_more = len(over) == _AT_ONCE

    async def _erase(self, one: Over) -> None:
        async with self.store.transaction() as connection:
            if await evidence.erase(connection, one.id, self.recorder.clock()):
                note = Note("evidence.erased", {"media": one.media}, one.item, one.case)
                await self.recorder.record(connection, [note])

    async def _fetch(self, one: Wanted) -> None:
        limits = replace(self.limits, most_bytes=min(self.limits.most_bytes, self.settings.media_bytes))
        got = await fetch(self.client, one.copies, limits, one.attempts)
        if isinstance(got, Missed):
            await self._miss(one, self._missed(one, got))
            return
        try:
            digest = bytes.fromhex(got.sha256)
            if one.sha256 is not None and digest != one.sha256:
                await self._miss(one, Miss(one.media, Keep.CHANGED, _OTHER, one.attempts + 1))
                return
            async with self.store.transaction() as connection:
                await self._seal(connection, one, Held(got.fd, got.size, digest, self))
        finally:
            os.close(got.fd)

    async def _seal(self, connection: Connection, one: Wanted, held: Held) -> None:
        """Raises: SealError, DatabaseError: nothing of it is kept."""
        now = self.recorder.clock()
        whole = Whole(one.media, held.sha256, held.size, one.media_type)
        pieces = sealed_pieces(held.fd, Evidence(one.media, held.size, held.sha256), self.key, self.entropy)
        if await evidence.keep(connection, whole, pieces, now):
            note = Note("evidence.kept", {"media": one.media, "bytes": held.size}, one.item, one.case)
            await self.recorder.record(connection, [note])

    def _missed(self, one: Wanted, missed: Missed) -> Miss:
        if missed.again_in_s is not None:
            later = self.recorder.clock() + timedelta(seconds=missed.again_in_s)
            return Miss(one.media, Keep.WANTED, missed.reason, one.attempts + 1, later)
        state = Keep.TOO_LARGE if missed.look is Look.TOO_LARGE else Keep.GONE
        return Miss(one.media, state, missed.reason, one.attempts + 1)

    async def _miss(self, one: Wanted, miss: Miss) -> None:
        async with self.store.transaction() as connection:
            if await evidence.missed(connection, miss) and miss.next_at is not None:
                after_s = (miss.next_at - self.recorder.clock()).total_seconds()
                await enqueue(connection, [_job(one.item, f"keep:{one.media}:{miss.attempt}", after_s)])


def _job(item: int, key: str, after_s: float = 0.0) -> NewJob:
    return NewJob(JobKind.KEEP, {"items": [item]}, after_s, key, _PRIORITY)
