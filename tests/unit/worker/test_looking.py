"""Looking: fetched, decoded, compared, written down once, decided; what cannot be had is tried again."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from leeward.media.samples import samples
from leeward.model.findings import Finding, Json
from leeward.model.items import WayIn
from leeward.model.look import Look
from leeward.model.signals import Match, Signal
from leeward.net.client import Client
from leeward.net.wire import ClientSettings, FetchLimits
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.fetching import RETRY_S
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.pipeline.ingest.lookers import Lookers
from leeward.policy.parse import parse
from leeward.sandbox.pool import Pool, PoolSettings
from leeward.store.connection import Store
from leeward.store.policies import decisions
from leeward.worker import looking
from leeward.worker.deciding import Deciding
from leeward.worker.looking import Looking
from tests.newcomers import POLICY as NEWCOMERS
from tests.stores import START, Clock, a_server, opened, posted, recorder

PNG = dict(samples())["PNG"]
TEXT = resources.files("leeward.policy.source").joinpath("default.toml").read_text("utf-8")
POLICY = parse(TEXT, "default.toml")
INGEST = "leeward.pipeline.ingest.task"
ASK: dict[str, Json] = {"signals": ["md5"]}
SETTINGS = PoolSettings(workers=1, memory_bytes=2 << 30, seconds=20.0, most_seconds=60.0)


class _Banks:
    """One list, that has the drawn picture or not."""

    def __init__(self) -> None:
        self.has_it = False
        self.asked: list[Finding] = []

    def matches(self, finding: Finding) -> tuple[Match, ...]:
        self.asked.append(finding)
        if not self.has_it:
            return ()
        found: tuple[Signal, ...] = finding.signals[:1]
        return tuple(Match("stand-ins", one, one.value, "entry-7", None, 0, 0, True) for one in found)

    def version(self, bank: str) -> str:
        return f"{bank} 1"


class _Stage:
    """A worker's looking, with its clock and banks at hand."""

    def __init__(self, store: Store, client: Client, lookers: Lookers) -> None:
        self.store, self.clock, self.banks = store, Clock(), _Banks()
        limits = FetchLimits(most_bytes=100_000, seconds=5.0)
        decider = Decider(POLICY, frozenset(), {}, "1.0", recorder(self.clock))
        self.looking = Looking(store, client, limits, lookers, self.banks, lambda: decider, self.clock)

    async def post(self, *urls: str) -> list[int]:
        server = await a_server(self.store)
        async with self.store.transaction() as connection:
            arrival = Arrival(server, WayIn.WEBHOOK, posted(1, *urls))
            await write(connection, [arrival], Door(), recorder(self.clock))
            return [row["id"] for row in await connection.fetch("SELECT id FROM media ORDER BY id")]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.store.session() as connection:
            return [tuple(row) for row in await connection.fetch(query)]

    async def looks(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT look, is_final, attempts FROM media ORDER BY id")


def _pool() -> Pool:
    return Pool(f"{INGEST}:look", f"{INGEST}:warm", SETTINGS, time.monotonic)


@asynccontextmanager
async def _staged(url: str) -> AsyncIterator[_Stage]:
    async with (
        opened(url) as store,
        Client(ClientSettings("leeward/test", ("127.0.0.0/8",))) as client,
        Lookers(_pool, ASK) as lookers,
    ):
        async with store.transaction() as connection:
            await decisions.add_policy(connection, POLICY.digest, TEXT, START)
        yield _Stage(store, client, lookers)


@pytest.fixture
async def stage(fresh_database: str) -> AsyncIterator[_Stage]:
    async with _staged(fresh_database) as stage:
        yield stage


async def test_a_match_is_written_with_its_decision_and_nothing_of_the_entry(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    stage.banks.has_it = True
    media = await stage.post(httpserver.url_for("/1.png"))
    await stage.looking.look([*media, 10_000])
    assert await stage.looks() == [("looked", True, 1)]
    (row,) = await stage.rows("SELECT bank, bank_digest, is_exact, entry FROM matches")
    assert row[:3] == ("stand-ins", "stand-ins 1", True)
    assert len(row[3]) == 32
    assert await stage.rows("SELECT actions FROM decisions") == [(["hold", "queue:child-safety"],)]
    ((size, media_type),) = await stage.rows("SELECT size, media_type FROM media")
    assert (size, media_type) == (len(PNG), "image/png")


async def test_a_job_that_runs_twice_or_twice_at_once_writes_once(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    stage.banks.has_it = True
    media = await stage.post(httpserver.url_for("/1.png"))
    await asyncio.gather(*(stage.looking.look(media) for _ in range(3)))
    await stage.looking.look(media)
    assert len(await stage.rows("SELECT id FROM matches")) == 1
    assert len(await stage.rows("SELECT id FROM decisions")) == 1
    assert await stage.looks() == [("looked", True, 1)]
    assert len(stage.banks.asked) <= 3  # what is final is not even fetched


async def test_what_may_pass_is_planned_again_and_in_the_end_unlooked_for_ever(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data("", 503)
    media = await stage.post(httpserver.url_for("/1.png"))
    for attempt, wait_s in enumerate(RETRY_S, 1):
        await stage.looking.look(media)
        assert await stage.looks() == [("unreachable", False, attempt)]
        assert await stage.rows("SELECT id FROM decisions") == []
        await stage.looking.look(media)  # too early: nothing is asked
        stage.clock.pass_s(wait_s)
    jobs = await stage.rows(
        "SELECT extract(epoch FROM execute_after - created)::int FROM pgqueuer ORDER BY id"
    )
    assert [one for (one,) in jobs] == [0, *map(int, RETRY_S)]
    await stage.looking.look(media)
    assert await stage.looks() == [("unreachable", True, len(RETRY_S) + 1)]
    assert await stage.rows("SELECT actions FROM decisions") == [(["queue:unlooked"],)]
    stage.clock.pass_s(1e6)
    await stage.looking.look(media)
    assert len(httpserver.log) == len(RETRY_S) + 1


async def test_a_job_that_comes_a_moment_before_its_row_says_still_looks(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    """The job's time is the database's clock, and the row's is the worker's."""
    httpserver.expect_ordered_request("/1.png").respond_with_data("", 503)
    httpserver.expect_ordered_request("/1.png").respond_with_data(PNG)
    media = await stage.post(httpserver.url_for("/1.png"))
    await stage.looking.look(media)
    stage.clock.pass_s(RETRY_S[0] - 2.0)
    await stage.looking.look(media)
    assert await stage.looks() == [("looked", True, 2)]


async def test_a_match_is_decided_while_another_media_is_tried_again(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    httpserver.expect_request("/2.png").respond_with_data("", 503)
    stage.banks.has_it = True
    media = await stage.post(httpserver.url_for("/1.png"), httpserver.url_for("/2.png"))
    await stage.looking.look(media)
    ((actions,),) = await stage.rows("SELECT actions FROM decisions")
    assert "hold" in actions
    assert [one[1] for one in await stage.looks()] == [True, False]


async def test_a_server_that_drips_holds_up_neither_the_others_nor_the_queue(
    stage: _Stage, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "FIRST_S", 3.0)
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    stage.banks.has_it = True
    async with _dripping() as slow:
        media = await stage.post(httpserver.url_for("/1.png"), slow)
        under_way = asyncio.create_task(stage.looking.look(media))
        async with asyncio.timeout(2.5):
            while not await stage.rows("SELECT id FROM decisions"):
                await asyncio.sleep(0.05)
        assert not under_way.done()
        await under_way
    assert await stage.looks() == [("looked", True, 1), ("timed_out", False, 1)]
    assert await stage.rows("SELECT priority < 0 FROM pgqueuer ORDER BY id DESC LIMIT 1") == [(True,)]


@asynccontextmanager
async def _dripping() -> AsyncIterator[str]:
    """The address of a media that never comes to its end."""
    over = asyncio.Event()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\n")
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.1)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        over.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/1.png"
        await asyncio.wait_for(over.wait(), 5)


async def test_what_nobody_can_decode_is_unreadable_and_never_clean(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG[:40])
    media = await stage.post(httpserver.url_for("/1.png"))
    await stage.looking.look(media)
    ((look, is_final, _),) = await stage.looks()
    assert is_final
    assert look not in {Look.LOOKED, None}


async def test_nothing_stays_open_when_all_is_looked_at(stage: _Stage, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    media = await stage.post(*[httpserver.url_for("/1.png")] * 8)
    await stage.looking.look(media[:1])
    before = len([one for one in os.listdir("/proc/self/fd") if _is_memory(one)])
    await stage.looking.look(media)
    assert len([one for one in os.listdir("/proc/self/fd") if _is_memory(one)]) == before
    assert [one[0] for one in await stage.looks()] == ["looked"] * 8


def _is_memory(fd: str) -> bool:
    try:
        return "memfd" in os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return False


async def test_a_large_media_waits_for_a_lane_of_its_own_and_keeps_no_small_one(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/large.png").respond_with_data(PNG + bytes(looking.SMALL_BYTES))
    httpserver.expect_request("/small.png").respond_with_data(PNG)
    limits = replace(stage.looking.limits, most_bytes=2 * looking.SMALL_BYTES)
    stage.looking = replace(stage.looking, limits=limits)
    media = await stage.post(httpserver.url_for("/large.png"), httpserver.url_for("/small.png"))
    async with stage.looking.large:  # another large one is being looked at
        under_way = asyncio.create_task(stage.looking.look(media))
        while ("looked", True, 1) not in await stage.looks():
            await asyncio.sleep(0.05)
        assert not under_way.done()
    await under_way
    assert await stage.looks() == [("looked", True, 1)] * 2


async def test_what_is_beyond_every_limit_is_asked_for_on_the_large_lane_and_told(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG + bytes(200_000))
    media = await stage.post(httpserver.url_for("/1.png"))
    await stage.looking.look(media)
    assert await stage.looks() == [("too_large", True, 1)]


async def test_a_newcomers_picture_is_held_when_its_look_begins_and_let_go_when_it_ends(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    decider = replace(stage.looking.decider(), policy=parse(NEWCOMERS, "a.toml"))
    async with stage.store.transaction() as connection:
        await decisions.add_policy(connection, decider.policy.digest, NEWCOMERS, START)
    greet = Deciding(stage.store, lambda: decider, stage.clock).greet
    media = await stage.post(httpserver.url_for("/1.png"))
    await replace(stage.looking, decider=lambda: decider, greet=greet).look(media)
    assert await stage.rows("SELECT round, actions FROM decisions ORDER BY round") == [(1, ["hold"]), (2, [])]
    assert await stage.rows("SELECT state, let_go_why FROM cases") == [("released", "looked at and clean")]


async def test_the_policy_is_asked_about_a_post_before_anybody_looks_at_it_and_once(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    asked: list[tuple[list[int], list[tuple[Any, ...]]]] = []

    async def greet(items: Sequence[int]) -> None:
        asked.append(([*items], await stage.looks()))

    httpserver.expect_request("/1.png").respond_with_data(PNG)
    httpserver.expect_request("/2.png").respond_with_data("", status=503)
    media = await stage.post(httpserver.url_for("/1.png"), httpserver.url_for("/2.png"))
    greeted = replace(stage.looking, greet=greet)
    await greeted.look(media)
    stage.clock.pass_s(RETRY_S[0])
    await greeted.look(media)
    assert asked == [([1], [(None, False, 0)] * 2)]
