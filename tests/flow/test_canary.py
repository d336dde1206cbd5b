"""Canaries through a double of Mastodon, a real database, the real scanner, and back again."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from demo.federation.mastodon_double import MastodonDouble
from leeward.app.crew import Crew, crew
from leeward.app.duties import duties
from leeward.app.station import Station, now, station
from leeward.app.statusing import look
from leeward.app.wires import Wires
from leeward.canary.lamps import Lamp, Light
from leeward.canary.screen import Screen
from leeward.canary.watching import Watch
from leeward.config import Canary, Config, Database, Net
from leeward.pipeline.links import token_context
from leeward.plugins import loader
from leeward.store import servers
from leeward.store.servers import NewServer
from leeward.vault.keys import Purpose
from leeward.vault.seals import seal
from leeward.worker.queueing import Duties, work

pytestmark = pytest.mark.xdist_group("federation")
WAYS = ("poll", "stream")
SOON_S = 60.0


@dataclass
class Guard:
    """Leeward standing guard over the double, without its own schedules: the test says when."""

    server: MastodonDouble
    config: Config
    aboard: Crew

    @property
    def watch(self) -> Watch:
        return self.aboard.watch

    async def lamps(self) -> dict[str, Light]:
        (server,) = (await self.screen()).servers
        return {way.light.way_in: way.light for way in server.ways_in}

    async def screen(self) -> Screen:
        return await look(self.config)

    async def until(self, what: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(SOON_S):
            while not await what():
                await asyncio.sleep(0.2)

    def posts(self) -> list[str]:
        """What our own account has on the server."""
        account = self.server.account("moderator")
        found = self.server.call("GET", f"/api/v1/accounts/{account}/statuses").wanted().json()
        return [one["id"] for one in found]


@pytest.fixture
async def guard(mastodon: MastodonDouble, fresh_database: str, tmp_path: Path) -> AsyncIterator[Guard]:
    config = Config(
        data_dir=tmp_path,
        workers=1,
        database=Database(url=fresh_database),
        net=Net(allow_private=("127.0.0.1",)),
        canary=Canary(every_minutes=30, within_seconds=120),
    )
    async with _standing(config, mastodon) as aboard:
        yield Guard(mastodon, config, aboard)


@asynccontextmanager
async def _standing(config: Config, mastodon: MastodonDouble) -> AsyncIterator[Crew]:
    stop = asyncio.Event()
    async with AsyncExitStack() as held:
        opened = await held.enter_async_context(station(config))
        await _connected(opened, mastodon)
        intake = await held.enter_async_context(opened.intake())
        aboard = await held.enter_async_context(crew(opened, intake, Wires(opened)))
        looks = Duties(duties(aboard).handlers)
        tasks = [
            asyncio.create_task(work(opened.store, looks, stop)),
            asyncio.create_task(aboard.hearing.stream(stop)),
        ]
        try:
            yield aboard
        finally:
            stop.set()
            await asyncio.gather(*tasks)


async def _connected(opened: Station, mastodon: MastodonDouble) -> None:
    """As `leeward connect` leaves it."""
    program = loader.server("mastodon")
    token = seal(mastodon.token.encode(), Purpose.TOKEN, token_context(mastodon.url), opened.key, os.urandom)
    row = NewServer(mastodon.url, program.cards[0], WAYS, token)
    async with opened.store.transaction() as connection:
        number = await servers.put(connection, row, now())
        found = await servers.one(connection, number)
    assert found is not None
    card = await program.discover(opened.links.link(found))
    async with opened.store.transaction() as connection:
        await servers.put(connection, replace(row, card=card), now())


async def test_a_canary_passes_through_every_way_in_and_goes_away(guard: Guard) -> None:
    async def streams() -> bool:
        """Whether somebody listens: only then does the double tell."""
        await guard.watch.check_round()
        return (await guard.lamps())["stream"].lamp is Lamp.GREEN

    await asyncio.sleep(1)  # for the stream to open
    await guard.watch.send_round()
    assert len(guard.posts()) == 1
    assert {one.lamp for one in (await guard.lamps()).values()} == {Lamp.YELLOW}
    await guard.until(streams)
    lamps = await guard.lamps()
    assert lamps["poll"].lamp is Lamp.YELLOW, "another way in proves nothing about it"
    assert len(guard.posts()) == 1, "the poll has not told of it yet"
    await guard.aboard.hearing.poll()
    await guard.watch.check_round()
    assert {one.lamp for one in (await guard.lamps()).values()} == {Lamp.GREEN}
    assert guard.posts() == []
    screen = await guard.screen()
    assert screen.cases == {}, "a canary concerns nobody"


async def test_a_way_in_that_misses_two_turns_red_until_one_passes(guard: Guard) -> None:
    ago = iter([timedelta(minutes=66), timedelta(minutes=33)])
    for before in ago:
        past = replace(guard.watch, clock=_earlier(before))
        await past.send_round()
        await replace(guard.watch, clock=_earlier(before - timedelta(minutes=3))).check_round()
    assert guard.posts() == [], "what is due is taken away, seen or not"
    lamps = await guard.lamps()
    assert lamps["poll"].lamp is Lamp.RED
    screen = await guard.screen()
    assert not screen.is_well
    assert any(name.endswith(".poll") for name in screen.problems)

    async def passes() -> bool:
        await guard.aboard.hearing.poll()
        await guard.watch.check_round()
        return (await guard.lamps())["poll"].lamp is Lamp.GREEN

    await guard.watch.send_round()
    assert (await guard.lamps())["poll"].lamp is Lamp.RED, "sending is not passing"
    await guard.until(passes)
    assert not any(name.endswith(".poll") for name in (await guard.screen()).problems)


def _earlier(before: timedelta) -> Callable[[], datetime]:
    return lambda: now() - before
