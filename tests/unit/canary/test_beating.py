"""Heartbeats."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from leeward.canary.beating import Heart
from leeward.store.connection import Store
from leeward.store.watch import workers
from leeward.store.watch.workers import Worker
from tests.stores import START, Clock, opened


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _heart(store: Store, folder: Path, clock: Clock) -> Heart:
    return Heart(store, "a", "host", ("web", "worker"), folder, START, clock)


async def _all(store: Store) -> list[Worker]:
    async with store.session() as connection:
        return await workers.every(connection)


async def test_a_beat_tells_who_lives_and_how_much_room_there_is(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    clock.pass_s(30)
    await _heart(store, tmp_path / "not" / "there yet", clock).beat()
    (found,) = await _all(store)
    assert (found.host, found.roles, found.started_at, found.seen_at) == (
        "host",
        ("web", "worker"),
        START,
        clock(),
    )
    assert 0 < found.disk_free < found.disk_size


async def test_what_was_not_seen_for_a_day_is_forgotten(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    await replace(_heart(store, tmp_path, clock), id="old").beat()
    clock.pass_s(24 * 3600 + 1)
    await _heart(store, tmp_path, clock).beat()
    assert [one.id for one in await _all(store)] == ["a"]


async def test_a_process_beats_until_it_stops_and_takes_leave(store: Store, tmp_path: Path) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(_heart(store, tmp_path, Clock()).keep(stop))
    async with asyncio.timeout(10):
        while not await _all(store):
            await asyncio.sleep(0.01)
    stop.set()
    await task
    assert await _all(store) == []


async def test_a_database_that_is_gone_stops_no_heart(store: Store, tmp_path: Path) -> None:
    stop = asyncio.Event()
    heart = _heart(store, tmp_path, Clock())
    await store.pool.close()
    task = asyncio.create_task(heart.keep(stop))
    await asyncio.sleep(0.05)
    assert not task.done()
    stop.set()
    await task
