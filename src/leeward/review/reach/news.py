"""Live news: what happened, to whoever may know of it, in the moment when it is in the database.

Triggers announce it (see the migration of the desk); one connection of each process listens while anybody
does. Nothing is kept: whoever was away looks at the page again.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from leeward.model.errors import Busy, DatabaseError
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight
from leeward.store.connection import GONE
from leeward.store.desk.reach import tidings
from leeward.store.desk.reach.tidings import Standing

CHANNEL = "leeward_desk"
MOST, MOST_OF_ONE = 256, 6  # streams of a process, and of one person
HEARTBEAT_S = 15.0
NUMBERS = "numbers"  # something changed: count again
_MOST_WAITING = 100  # of one stream; whoever reads so slowly is told to count again
_AGAIN_S = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened. case, server: None: to more than one, or unknown."""

    event: str
    case: int | None = None
    server: int | None = None
    queue: str | None = None


@dataclass(slots=True)
class Stream:
    """What one open page waits for."""

    visitor: Visitor
    waiting: "asyncio.Queue[News]" = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))
    is_behind: bool = False

    def offer(self, news: News) -> None:
        """Put it there, as far as this visitor may know of it."""
        told = seen_by(self.visitor, news)
        if told is None or self.is_behind:
            return
        try:
            self.waiting.put_nowait(told)
        except asyncio.QueueFull:
            self.is_behind = True

    async def next(self, patience_s: float) -> News | None:
        """The next one; None: nothing happened for so long."""
        if self.is_behind:
            self.is_behind = False
            while not self.waiting.empty():
                self.waiting.get_nowait()
            return News(NUMBERS)
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self.waiting.get(), patience_s)
        return None


class Newsroom:
    """Everybody who listens in this process."""

    def __init__(self, ground: Ground, heartbeat_s: float = HEARTBEAT_S) -> None:
        """heartbeat_s: after which a stream says that it lives, and looks whether it still may."""
        self._ground = ground
        self._heartbeat_s = heartbeat_s
        self._streams: list[Stream] = []
        self._listener: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self.is_listening = asyncio.Event()

    async def follow(self, visitor: Visitor) -> AsyncIterator[News | None]:
        """News as they come; None after a silence. Ends with the visitor's session, or with the process.

        Raises: Busy: this person, or all together, follow as much as is possible.
        """
        loop = asyncio.get_running_loop()
        with self._joined(visitor) as stream:
            yield News(NUMBERS)  # what happened before anybody listened
            looked_at = loop.time()
            while not self._ending.is_set():
                told = await self._next(stream)
                if told is None or loop.time() - looked_at >= self._heartbeat_s:
                    if not await self._stands(visitor):
                        return
                    looked_at = loop.time()
                yield told

    def end(self) -> None:
        """Let everybody go: the process ends."""
        self._ending.set()

    def check(self, visitor: Visitor) -> None:
        """Raises: Busy: as `follow`."""
        own = sum(one.visitor.person == visitor.person for one in self._streams)
        if own >= MOST_OF_ONE or len(self._streams) >= MOST:
            raise Busy(
                "too many pages are kept up to date already", "close some, or load this one again later"
            )

    @contextmanager
    def _joined(self, visitor: Visitor) -> Iterator[Stream]:
        self.check(visitor)
        stream = Stream(visitor)
        self._streams.append(stream)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            yield stream
        finally:
            self._streams.remove(stream)
            if not self._streams:
                self._listener.cancel()
                self.is_listening.clear()

    async def _next(self, stream: Stream) -> News | None:
        coming = asyncio.ensure_future(stream.next(self._heartbeat_s))
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else None
        finally:
            coming.cancel()
            ending.cancel()

    async def _stands(self, visitor: Visitor) -> bool:
        """Whether they are still signed in, and who they were; listening keeps nobody signed in."""
        now = self._ground.clock()
        idle = timedelta(minutes=self._ground.config.desk.idle_minutes)
        try:
            async with self._ground.store.session() as connection:
                found = await tidings.standing(connection, visitor.visit, now, now - idle)
        except DatabaseError:
            return False
        return found == Standing(frozenset(map(str, visitor.roles)), visitor.servers, visitor.grants)

    async def _listen(self) -> None:
        """Listens until nobody does; a database that goes away is waited for."""
        while True:
            try:
                await self._hear()
            except (DatabaseError, *GONE) as error:
                log.warning("news.interrupted", cause=type(error).__name__)
            self.is_listening.clear()
            await asyncio.sleep(_AGAIN_S)

    async def _hear(self) -> None:
        connection = await self._ground.store.own_connection()
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._heard)
            self._offer(News(NUMBERS))  # what was missed
            self.is_listening.set()
            await lost.wait()
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _process: int, _channel: str, payload: str) -> None:
        told = json.loads(payload)
        self._offer(News(told["event"], told["case"], told["server"], told["queue"]))

    def _offer(self, news: News) -> None:
        for stream in self._streams:
            stream.offer(news)


def seen_by(visitor: Visitor, news: News) -> News | None:
    """What this visitor may know of it: the case, that numbers changed, or nothing."""
    if news.server is None:
        return News(NUMBERS) if visitor.may(Right.NUMBERS) else None
    if news.case and news.queue and Sight.of(visitor).covers(news.case, news.server, news.queue):
        return news
    is_counted = visitor.may(Right.NUMBERS) and (visitor.servers is None or news.server in visitor.servers)
    return News(NUMBERS) if is_counted else None
