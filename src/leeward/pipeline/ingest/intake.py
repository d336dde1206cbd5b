"""Takes events in, durably, before anybody is told that they are taken."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

import msgspec

from leeward.model.errors import Busy, DatabaseError, LedgerError, LeewardError, NotWritable
from leeward.model.events import Dropped, Event, Flagged, Joined, Posted, Removed
from leeward.model.findings import Json
from leeward.model.items import Post, WayIn
from leeward.model.jobs import JobKind
from leeward.pipeline.ingest import hourly
from leeward.pipeline.ingest.complaining import Told, keep_complaints, take_complaints
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.scanning import Reader, Reading, keep
from leeward.pipeline.recording import Note, Recorder
from leeward.store.arrivals import intake, newcomers
from leeward.store.connection import Connection, Store, part
from leeward.store.queue import NewJob, enqueue

MOST = 200  # events in one transaction
LINGER_S = 0.02  # for others to join it
COUNT_EVERY = 20  # transactions, between two counts of what waits
RECOUNT_S = 1.0  # between two counts while too much waits
A_JOB = 32  # media in one job: enough to keep every decoder busy, few enough to be over soon


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event, by one way in. reading: what scanners found in its words, once they have read them."""

    server: int
    way_in: WayIn
    event: Event
    reading: Reading | None = None


@dataclass(slots=True)
class _Waiting:
    arrivals: Sequence[Arrival]
    done: "asyncio.Future[None]"


@dataclass(slots=True)
class Intake:
    """Writes what arrives, many arrivals in one transaction. Use as an asynchronous context manager.

    backlog: media without a look at which `take` refuses: whoever sent it sends it again. reader: of words.
    """

    store: Store
    door: Door
    recorder: Recorder
    clock: Callable[[], datetime]
    backlog: int
    reader: Reader | None = None
    _line: "asyncio.Queue[_Waiting]" = field(default_factory=lambda: asyncio.Queue(maxsize=2 * MOST))
    _writer: "asyncio.Task[None] | None" = None
    _batch: list[_Waiting] = field(default_factory=list)
    _full_since: datetime | None = None  # or last counted again
    _counted_at: datetime | None = None
    _commits: int = 0

    async def __aenter__(self) -> Self:
        self._writer = asyncio.create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer:
            self._writer.cancel()
            with suppress(asyncio.CancelledError):
                await self._writer

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Returns when everything is in the database, for good.

        Raises: Busy: too much waits already. DatabaseError: nothing was written.
        """
        if self._writer is None or self._writer.done():
            raise Busy("the intake has stopped", "start Leeward again")
        if await self._has_too_much():
            raise Busy("too many media wait to be looked at", "send it again later")
        waiting = _Waiting(arrivals, asyncio.get_running_loop().create_future())
        try:
            self._line.put_nowait(waiting)
        except asyncio.QueueFull:
            raise Busy("too much arrives at once", "send it again later") from None
        await waiting.done

    async def is_full(self) -> bool:
        """Whether so much waits that whoever writes by themselves should not. Raises: DatabaseError."""
        if self._counted_at is None or (self.clock() - self._counted_at).total_seconds() >= RECOUNT_S:
            await self._count()
        return self._full_since is not None

    async def watch(self) -> None:
        """Returns when nothing can be taken in any more; raises what stopped it."""
        if self._writer:
            await asyncio.shield(self._writer)

    async def _write(self) -> None:
        try:
            while True:
                await self._gather()
                await self._settle()
        finally:  # also for a fault of ours: nobody waits for ever
            while not self._line.empty():
                self._batch.append(self._line.get_nowait())
            self._tell(Busy("the intake has stopped", "start Leeward again"))

    async def _gather(self) -> None:
        self._batch = [await self._line.get()]
        await asyncio.sleep(LINGER_S)
        while len(self._batch) < MOST and not self._line.empty():
            self._batch.append(self._line.get_nowait())

    async def _settle(self) -> None:
        try:
            await self._commit([one for each in self._batch for one in each.arrivals])
        except LeewardError as error:
            self._tell(error)
            return
        self._tell(None)
        self._commits += 1
        if self._commits % COUNT_EVERY == 0:
            with suppress(DatabaseError):  # what was told is written all the same
                await self._count()

    async def _commit(self, arrivals: Sequence[Arrival]) -> None:
        async with self.store.transaction() as connection:
            await write(connection, arrivals, self.door, self.recorder, self.reader)

    async def _has_too_much(self) -> bool:
        """Counted again from time to time: nothing that is written would say that it is over."""
        if self._full_since and (self.clock() - self._full_since).total_seconds() >= RECOUNT_S:
            self._full_since = self.clock()
            await self._count()
        return self._full_since is not None

    async def _count(self) -> None:
        async with self.store.session() as connection:
            is_full = await intake.waiting(connection, self.backlog) >= self.backlog
        self._counted_at = self.clock()
        self._full_since = self._counted_at if is_full else None

    def _tell(self, error: LeewardError | None) -> None:
        for one in self._batch:
            if not one.done.done():
                if error is None:
                    one.done.set_result(None)
                else:
                    one.done.set_exception(error)
        self._batch = []


async def write(
    connection: Connection,
    arrivals: Sequence[Arrival],
    door: Door,
    recorder: Recorder,
    reader: Reader | None = None,
) -> None:
    """Write what is news among the arrivals, and the jobs that look at it, in the caller's transaction. One
    that cannot be kept takes no others with it; it is counted and let go: whoever sent it would only send the
    same again. Raises: DatabaseError."""
    if flags := await _write_parts(connection, arrivals, door, recorder, reader):
        await take_complaints(connection, flags, door, recorder.clock())  # last, for what it locks


async def _write_parts(
    connection: Connection, arrivals: Sequence[Arrival], door: Door, recorder: Recorder, reader: Reader | None
) -> list[Told]:
    try:
        async with part(connection):
            return await _write_all(connection, arrivals, door, recorder, reader)
    except (NotWritable, LedgerError):
        if len(arrivals) > 1:
            alone = [await _write_parts(connection, [one], door, recorder, reader) for one in arrivals]
            return [flag for flags in alone for flag in flags]
        lost = {(arrivals[0].server, "dropped: cannot be kept"): 1}
        await intake.count(connection, recorder.clock().date(), lost)
        return []


async def _write_all(
    connection: Connection, arrivals: Sequence[Arrival], door: Door, recorder: Recorder, reader: Reader | None
) -> list[Told]:
    now, flags = recorder.clock(), list[Told]()
    counts: Counter[tuple[int, str]] = Counter()
    known: list[tuple[Arrival, intake.Sighting]] = []
    for arrival in arrivals:
        event = door.admit(arrival.event)
        reading = reader.look(arrival.event, event) if reader else None
        if isinstance(event, Dropped) and (reading is None or reading.is_plain):
            counts[arrival.server, f"dropped: {event.why}"] += 1
        else:
            let_in = arrival.event if isinstance(event, Dropped) else event
            known.append((replace(arrival, event=let_in, reading=reading), _sighting(arrival, now)))
    if known:
        news = await intake.add_sightings(connection, [sighting for _, sighting in known])
        fresh = {(s.server, s.way_in, s.digest): arrival for arrival, s in known}
        flags = await _write_news(connection, [fresh[key] for key in sorted(news)], recorder)
    await intake.count(connection, now.date(), dict(counts))
    return flags


async def _write_news(connection: Connection, news: Sequence[Arrival], recorder: Recorder) -> list[Told]:
    now = recorder.clock()
    items = [_item(one, one.event.post, now) for one in news if isinstance(one.event, Posted)]
    added = await intake.add_items(connection, items) if items else []
    await keep(connection, [(one.server, one.event, one.reading) for one in news], now)
    await newcomers.meet(connection, [newcomers.came(one.source) for one in added])
    notes = [_seen(one) for one in added]
    for one in news:
        if isinstance(one.event, Removed):
            gone = await intake.mark_gone(connection, one.server, [one.event.subject], now)
            notes += [Note("post.gone", {"way_in": str(one.way_in)}, item=item) for item in gone]
    told = [(one.server, one.event, _sighting(one, now).digest) for one in news]
    numbers = await hourly.gather(connection, told, added, now)
    flags = [(one.server, one.event) for one in news if isinstance(one.event, Flagged)]
    await keep_complaints(connection, flags, now)
    notes += [note for one in news if (note := _told(one))]
    await recorder.record(connection, notes)
    await enqueue(connection, _look_jobs(added))
    await hourly.keep(connection, numbers, now)
    return flags


def _look_jobs(added: Sequence[intake.Added]) -> list[NewJob]:
    """Media of one post stay in one job, so that one decision sees all of them."""
    jobs: list[list[int]] = [[]]
    for one in added:
        if len(jobs[-1]) + len(one.media) > A_JOB and jobs[-1]:
            jobs.append([])
        jobs[-1] += one.media
    return [NewJob(JobKind.LOOK, {"media": [*media]}) for media in jobs if media]


def _sighting(arrival: Arrival, now: datetime) -> intake.Sighting:
    event = arrival.event
    match event:
        case Posted(post):
            subject, version = post.uri, post.revision
        case Removed(subject):
            version = ""
        case Flagged():
            subject, version = event.native_id, f"{event.is_open}{event.told_at}"
        case Joined():
            subject, version = event.uri, ""
        case _:
            subject, version = "", ""
    text = "\0".join((type(event).__name__, subject, version)).encode("utf-8", "surrogatepass")
    return intake.Sighting(arrival.server, str(arrival.way_in), hashlib.sha256(text).digest(), subject, now)


def _item(arrival: Arrival, post: Post, now: datetime) -> intake.NewItem:
    told: dict[str, Any] = msgspec.to_builtins(post)
    media = told.pop("media")
    return intake.NewItem(
        server=arrival.server,
        native_id=post.native_id,
        uri=post.uri,
        revision=post.revision,
        way_in=str(arrival.way_in),
        post=told,
        seen_at=now,
        media=tuple((one["native_id"], one["kind"], list(one["copies"])) for one in media),
    )


def _told(arrival: Arrival) -> Note | None:
    """That a complaint or a new account came, and which; nothing of its words, people or addresses."""
    body: dict[str, Json] = {"server": arrival.server, "way_in": str(arrival.way_in)}
    match arrival.event:
        case Flagged() as flag:
            body |= {"flag": flag.native_id, "category": flag.category, "is_open": flag.is_open}
            return Note("flag.told", {**body, "posts": len(flag.posts)})
        case Joined() as joined:
            return Note("account.joined", {**body, "account": joined.native_id})
    return None


def _seen(added: intake.Added) -> Note:
    source = added.source
    body: dict[str, Json] = {
        "server": source.server,
        "way_in": source.way_in,
        "uri": source.uri,
        "revision": source.revision,
        "media": len(added.media),
    }
    return Note("post.seen", body, item=added.item)
