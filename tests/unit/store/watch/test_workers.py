"""Living processes: one row each, gone when they end in order."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.store.connection import Store
from leeward.store.watch import workers
from leeward.store.watch.workers import Worker
from tests.stores import START, opened

ONE = Worker("a", "host", ("web", "worker"), "1.0", START, START, 5, 10)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def test_a_process_is_as_it_last_said(store: Store) -> None:
    later = replace(ONE, seen_at=START + timedelta(seconds=10), disk_free=4)
    async with store.transaction() as connection:
        await workers.beat(connection, ONE)
        await workers.beat(connection, later)
        assert await workers.every(connection) == [later]


async def test_who_ends_in_order_is_not_waited_for(store: Store) -> None:
    async with store.transaction() as connection:
        await workers.beat(connection, ONE)
        await workers.beat(connection, replace(ONE, id="b"))
        await workers.leave(connection, "a")
        assert [one.id for one in await workers.every(connection)] == ["b"]


async def test_who_was_not_seen_for_long_is_forgotten(store: Store) -> None:
    async with store.transaction() as connection:
        await workers.beat(connection, ONE)
        await workers.forget(connection, START)
        assert len(await workers.every(connection)) == 1
        await workers.forget(connection, START + timedelta(seconds=1))
        assert await workers.every(connection) == []
