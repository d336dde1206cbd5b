"""Counts by the hour: added up, read back hour by hour, unknown where nobody counted, forgotten when old."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from leeward.store.connection import Store
from leeward.store.policies import hours
from tests.stores import START, a_server, opened

HOUR = timedelta(hours=1)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        await a_server(store)
        yield store


async def test_an_hour_in_which_nobody_counted_is_unknown_and_not_empty(store: Store) -> None:
    async with store.transaction() as connection:
        for hour, number in ((0, 2), (0, 3), (2, 1)):
            await hours.add(connection, {(1, "posts", ""): number}, START + hour * HOUR)
        found = await hours.history(connection, (1, "posts", ""), START, START + 3 * HOUR)
        assert found == [5, None, 1, None]
        assert await hours.history(connection, (1, "flags", ""), START, START + 2 * HOUR) == [0, None, 0]
        assert await hours.history(connection, (1, "posts", "x.example"), START, START) == [0]


async def test_busy_servers_are_those_with_enough_since_then(store: Store) -> None:
    async with store.transaction() as connection:
        numbers = {(1, "posts", ""): 99, (1, "posts", "a.example"): 3, (1, "posts", "b.example"): 4}
        await hours.add(connection, numbers, START)
        await hours.add(connection, {(1, "posts", "a.example"): 3}, START + HOUR)
        assert await hours.busy(connection, 1, "posts", START, 4) == ["a.example", "b.example"]
        assert await hours.busy(connection, 1, "posts", START + HOUR, 4) == []
        assert await hours.busy(connection, 1, "flags", START, 1) == []


async def test_what_is_old_is_forgotten(store: Store) -> None:
    async with store.transaction() as connection:
        await hours.add(connection, {(1, "posts", ""): 1}, START)
        await hours.add(connection, {(1, "posts", ""): 1}, START + HOUR)
        await hours.forget(connection, START + HOUR)
        assert await hours.history(connection, (1, "posts", ""), START, START + HOUR) == [None, 1]


async def test_nothing_is_asked_where_there_is_nothing(store: Store) -> None:
    async with store.session() as connection:
        await hours.add(connection, {}, START)
        assert await hours.known_flags(connection, []) == set()
        assert await hours.told_before(connection, [], START) == set()
