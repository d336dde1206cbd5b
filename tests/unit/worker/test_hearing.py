"""Streams are held by one worker of several, and a poll's cursor moves with what it read."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from leeward.model.errors import DatabaseError, ServerError
from leeward.model.events import Event, Posted, Words
from leeward.model.findings import Json
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import RECOUNT_S, Intake
from leeward.pipeline.ingest.scanning import Reader, marker
from leeward.plugins.servers.protocol import Link, Polled, ServerProgram
from leeward.store import servers
from leeward.store.connection import Store
from leeward.worker.hearing import Hearing, Wire
from tests.databases import Databases
from tests.stores import Clock, a_post, a_server, opened, posted, recorder

URL = "https://m.example/files/1.png"
PATIENT_S = 30.0


@dataclass
class _Program:
    """A server that tells what it is given, page by page, and streams until it breaks."""

    pages: list[tuple[Event, ...]] = field(default_factory=list)
    error: Exception | None = None
    listeners: int = 0
    most: int = 0
    tokens: list[str] = field(default_factory=list)
    news: "asyncio.Queue[Event | Exception]" = field(default_factory=asyncio.Queue)

    async def poll(self, link: Link, cursor: Mapping[str, Json]) -> Polled:
        if self.error:
            raise self.error
        at = int(str(cursor.get("page", 0)))
        events = self.pages[at] if at < len(self.pages) else ()
        return Polled(events, {"page": min(at + 1, len(self.pages))}, is_complete=at + 1 >= len(self.pages))

    async def stream(self, link: Link) -> AsyncIterator[Event]:
        self.tokens.append(link.token)
        self.listeners += 1
        self.most = max(self.most, self.listeners)
        try:
            while True:
                told = await self.news.get()
                if isinstance(told, Exception):
                    raise told
                yield told
        finally:
            self.listeners -= 1


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _wire(server: int, program: _Program, *ways: str, token: str = "") -> Wire:
    link = Link("https://m.example", token, cast("object", None), cast("object", None), Clock())  # type: ignore[arg-type]
    return Wire(server, cast(ServerProgram, program), link, ways)


@asynccontextmanager
async def _hearing(url: str, store: Store, *wires: Wire) -> AsyncIterator[tuple[Hearing, dict[int, Wire]]]:
    clock, known = Clock(), {one.server: one for one in wires}

    async def watched() -> Mapping[int, Wire]:
        return known

    async with Intake(store, Door(), recorder(clock), clock, 1_000) as intake:
        yield Hearing(url, store, intake, watched, clock), known


async def _items(store: Store) -> list[str]:
    async with store.session() as connection:
        return [row["native_id"] for row in await connection.fetch("SELECT native_id FROM items ORDER BY id")]


async def _kept(store: Store, native_ids: list[str]) -> None:
    until, found = time.monotonic() + PATIENT_S, list[str]()
    while found != native_ids and time.monotonic() < until:
        await asyncio.sleep(0.02)
        with suppress(DatabaseError):  # it may just be gone
            found = await _items(store)
    assert found == native_ids


async def _cursor(store: Store, server: int) -> dict[str, Json]:
    async with store.session() as connection:
        return await servers.cursor(connection, server, "poll")


async def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENT_S
    while not is_so() and time.monotonic() < until:
        await asyncio.sleep(0.02)
    assert is_so()


async def test_nothing_is_asked_for_while_too_much_waits(fresh_database: str, store: Store) -> None:
    program = _Program([(posted(1, URL),)])
    wire = _wire(await a_server(store), program, "poll")
    async with _hearing(fresh_database, store, wire) as (hearing, _):
        hearing.intake.backlog = 0
        await hearing.poll()
        assert await _items(store) == []
        hearing.intake.backlog = 1
        hearing.clock.pass_s(RECOUNT_S)  # type: ignore[attr-defined]
        await hearing.poll()
        assert await _items(store) == ["1"]


async def test_a_poll_reads_every_page_and_goes_on_where_it_was(fresh_database: str, store: Store) -> None:
    server = await a_server(store)
    program = _Program([(posted(1, URL),), (posted(2, URL), posted(3, URL))])
    async with _hearing(fresh_database, store, _wire(server, program, "poll")) as (hearing, _):
        await hearing.poll()
        assert await _items(store) == ["1", "2", "3"]
        assert await _cursor(store, server) == {"page": 2}
        program.pages.append((posted(4, URL),))
        await hearing.poll()
        assert (await _items(store))[3:] == ["4"]


async def test_what_a_poll_tells_of_a_post_is_read(fresh_database: str, store: Store, tmp_path: Path) -> None:
    """A report shows posts that no stream and no webhook may have told of."""
    file = tmp_path / "stones.txt"
    file.write_text("bridge\n", "utf-8")
    told = replace(posted(1, URL), words=Words(text="there is an old br1dge"))
    wire = _wire(await a_server(store), _Program([(told,)]), "poll")
    async with _hearing(fresh_database, store, wire) as (hearing, _):
        hearing.intake.reader = Reader({"terms": [file]}, marker(b"k" * 32))
        hearing.intake.reader.open()
        await hearing.poll()
    async with store.session() as connection:
        rows = await connection.fetch("SELECT read_by, jsonb_array_length(hits) AS hits FROM items")
    assert [(row["read_by"], row["hits"]) for row in rows] == [(["terms"], 1)]


async def test_a_cursor_moves_only_with_what_was_read_up_to_it(databases: Databases) -> None:
    with databases.fresh() as url:
        name = url.partition("?")[0].rpartition("/")[2]
        async with opened(url) as store:
            server = await a_server(store)
            wire = _wire(server, _Program([(posted(1, URL),)]), "poll")
            async with _hearing(url, store, wire) as (hearing, _):
                async with store.transaction() as connection:
                    await connection.execute("LOCK TABLE cursors IN EXCLUSIVE MODE")
                    polling = asyncio.ensure_future(hearing.poll())
                    await asyncio.sleep(0.3)
                    where = f"datname = '{name}' AND wait_event_type = 'Lock'"
                    databases.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {where}")
                    with pytest.raises(DatabaseError):
                        await polling
                assert (await _items(store), await _cursor(store, server)) == ([], {})
                await hearing.poll()
                assert (await _items(store), await _cursor(store, server)) == (["1"], {"page": 1})


async def test_one_server_that_fails_and_one_post_that_cannot_be_kept_stop_no_poll(
    fresh_database: str, store: Store
) -> None:
    one, two = await a_server(store), await a_server(store, "https://n.example")
    failing = _wire(one, _Program(error=ServerError("it does not answer")), "poll")
    poison = Posted(a_post(7, "https://m.example/\0.png"))
    other = _wire(two, _Program([(poison, posted(1, URL))]), "poll")
    async with _hearing(fresh_database, store, failing, other) as (hearing, _):
        await hearing.poll()
    assert await _items(store) == ["1"]
    assert await _cursor(store, two) == {"page": 1}


async def test_of_two_workers_one_holds_the_stream_and_the_other_takes_it_over(
    fresh_database: str, store: Store
) -> None:
    server = await a_server(store)
    program = _Program()
    wire = _wire(server, program, "stream")
    async with _hearing(fresh_database, store, wire) as (hearing, _):
        stops = [asyncio.Event(), asyncio.Event()]
        workers = [asyncio.create_task(hearing.stream(stop)) for stop in stops]
        await _until(lambda: program.listeners == 1)
        await asyncio.sleep(1.5)
        program.news.put_nowait(posted(1, URL))
        await _kept(store, ["1"])
        assert program.most == 1
        stops[0].set()
        await asyncio.wait_for(workers[0], PATIENT_S)
        program.news.put_nowait(posted(2, URL))
        await _kept(store, ["1", "2"])
        stops[1].set()
        await asyncio.wait_for(workers[1], PATIENT_S)
    assert await _items(store) == ["1", "2"]
    assert (program.most, program.listeners) == (1, 0)


async def test_a_stream_that_breaks_is_opened_again_with_the_newest_token(
    fresh_database: str, store: Store
) -> None:
    server = await a_server(store)
    program = _Program()
    async with _hearing(fresh_database, store, _wire(server, program, "stream", token="old")) as (
        hearing,
        known,
    ):
        stop = asyncio.Event()
        worker = asyncio.create_task(hearing.stream(stop))
        await _until(lambda: program.tokens == ["old"])
        known[server] = _wire(server, program, "stream", token="new")
        program.news.put_nowait(ServerError("it broke"))
        await _until(lambda: program.tokens == ["old", "new"])
        program.news.put_nowait(posted(1, URL))
        await _kept(store, ["1"])
        stop.set()
        await asyncio.wait_for(worker, PATIENT_S)


async def test_a_streamed_post_waits_for_a_database_that_is_gone(databases: Databases) -> None:
    with databases.fresh() as url:
        name = url.partition("?")[0].rpartition("/")[2]
        async with opened(url) as store:
            server, program = await a_server(store), _Program()
            async with _hearing(url, store, _wire(server, program, "stream")) as (hearing, _):
                stop = asyncio.Event()
                worker = asyncio.create_task(hearing.stream(stop))
                await _until(lambda: program.listeners == 1)
                databases.do(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                )
                program.news.put_nowait(posted(1, URL))
                await _kept(store, ["1"])
                stop.set()
                await asyncio.wait_for(worker, PATIENT_S)
