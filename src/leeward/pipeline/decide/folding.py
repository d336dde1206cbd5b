"""What the log of complaints comes to, kept up to date in one process."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from leeward.pipeline.complaints import told
from leeward.policy.community.record import State
from leeward.store.connection import Connection
from leeward.store.policies import flags
from leeward.store.policies.flags import Kept

_PAGE = 5_000
_UNSURE = 1_000  # more than one transaction ever adds


class Fold:
    """All of the log, at the start and again whenever a server told something of the past; then what is new.

    Two that have read equally far have the same state.
    """

    def __init__(self) -> None:
        self.state = State()
        self._last = 0  # of the events that were read
        self._past = 0
        self._unsure: list[int] = []  # read last: what their transaction added may have come to nothing
        self._one_by_one = asyncio.Lock()

    async def read_on(self, connection: Connection) -> None:
        """Take in what is new. Whoever weighs after it holds the log's lock."""
        async with self._one_by_one:
            past = await flags.last_past(connection)
            if past != self._past or not await flags.are_there(connection, self._unsure):
                await self._begin(connection, past)
            read: list[int] = []
            while page := await flags.since(connection, self._last, _PAGE):
                self._take(page)
                read = [*read, *(one.id for one in page)][-_UNSURE:]
            self._unsure = read or self._unsure

    async def replay(self, connection: Connection) -> AsyncIterator[Kept]:
        """Every event, each before it is taken in, with the state that a process had then."""
        at, past = 0, 0
        while page := await flags.every(connection, at, _PAGE):
            for one in page:
                at = one.id
                if one.is_past:
                    past = at
                    continue
                if past != self._past:
                    await self._begin(connection, past)
                    async for before in self._until(connection, at):
                        self._take([before])
                yield one
                self._take([one])

    async def _begin(self, connection: Connection, past: int) -> None:
        self.state, self._last, self._unsure = State(), 0, []
        for one in await flags.past(connection, past) if past else []:
            self.state.apply(told(one))
        self._past = past

    async def _until(self, connection: Connection, end: int) -> AsyncIterator[Kept]:
        while page := [one for one in await flags.since(connection, self._last, _PAGE) if one.id < end]:
            for one in page:
                yield one

    def _take(self, events: Iterable[Kept]) -> None:
        for one in events:
            if one.id > self._last:
                self.state.apply(told(one))
                self._last = one.id
