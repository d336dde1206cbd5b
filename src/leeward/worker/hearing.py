"""Hears servers: holds their streams open, and polls for what no stream tells."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from leeward.model.errors import Busy, DatabaseError, LeewardError
from leeward.model.events import Event
from leeward.model.items import WayIn
from leeward.pipeline.ingest.intake import Arrival, Intake, write
from leeward.plugins.servers.protocol import Link, ServerProgram
from leeward.store import servers
from leeward.store.connection import GONE, Store, connect, hold_lock

MOST_PAGES = 50  # of one poll; the next one goes on
FEWEST_S, MOST_S = 1.0, 60.0  # between two attempts at a stream

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wire:
    """One server with its link."""

    server: int
    program: ServerProgram
    link: Link
    ways_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """wires: what is watched now, by server id. clock: UTC."""

    url: str
    store: Store
    intake: Intake
    wires: Callable[[], Awaitable[Mapping[int, Wire]]]
    clock: Callable[[], datetime]

    async def poll(self) -> None:
        """Ask every server for what happened since, unless too much waits already. Raises: DatabaseError."""
        if await self.intake.is_full():
            return
        for wire in (await self.wires()).values():
            if WayIn.POLL in wire.ways_in:
                try:
                    await self._poll(wire)
                except DatabaseError:
                    raise
                except LeewardError as error:
                    log.warning("poll.failed", server=wire.server, said=error.message)

    async def _poll(self, wire: Wire) -> None:
        for _ in range(MOST_PAGES):
            async with self.store.session() as connection:
                cursor = await servers.cursor(connection, wire.server, WayIn.POLL)
            polled = await wire.program.poll(wire.link, cursor)
            async with self.store.transaction() as connection:
                arrivals = [Arrival(wire.server, WayIn.POLL, event) for event in polled.events]
                await write(connection, arrivals, self.intake.door, self.intake.recorder, self.intake.reader)
                await servers.move_cursor(connection, wire.server, WayIn.POLL, polled.cursor, self.clock())
            if polled.is_complete:
                return

    async def stream(self, stop: asyncio.Event) -> None:
        """Hold the streams of all servers until `stop`; of each server one worker does."""
        held: dict[int, asyncio.Task[None]] = {}
        try:
            while not stop.is_set():
                with contextlib.suppress(DatabaseError):
                    wires = await self.wires()
                    wanted = {number for number, one in wires.items() if WayIn.STREAM in one.ways_in}
                    for number in [one for one in held if one not in wanted or held[one].done()]:
                        held.pop(number).cancel()
                    for number in wanted - held.keys():
                        held[number] = asyncio.create_task(self._keep(number))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 10.0)
        finally:
            for task in held.values():
                task.cancel()
            await asyncio.gather(*held.values(), return_exceptions=True)

    async def _keep(self, server: int) -> None:
        """One server's stream, opened again whenever it breaks. What it missed, the poll finds."""
        wait_s = FEWEST_S
        while True:
            began = self.clock()
            try:
                await self._listen(server)
            except LeewardError as error:
                log.warning("stream.broke", server=server, said=error.message)
            lasted_s = (self.clock() - began).total_seconds()
            wait_s = FEWEST_S if lasted_s > MOST_S else min(2 * wait_s, MOST_S)
            await asyncio.sleep(wait_s)

    async def _listen(self, server: int) -> None:
        """Until it breaks; at once, where another worker holds it. The wire is the newest: tokens change."""
        wire = (await self.wires()).get(server)
        if wire is None:
            return
        connection = await connect(self.url)
        try:
            if await hold_lock(connection, server):
                async for event in wire.program.stream(wire.link):
                    await self._take(wire, event)
        except GONE as error:
            raise DatabaseError("the lock of the stream is lost", "it is taken again") from error
        finally:
            connection.terminate()

    async def _take(self, wire: Wire, event: Event) -> None:
        """Wait where too much waits: a stream has patience, and what it drops the poll finds."""
        while True:
            try:
                await self.intake.take([Arrival(wire.server, WayIn.STREAM, event)])
            except (Busy, DatabaseError):
                await asyncio.sleep(FEWEST_S)
            else:
                return
