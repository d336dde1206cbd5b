"""Brakes in the database: one of a kind at a time, ended by a person or by their time; counts of old go."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from leeward.store.connection import Store
from leeward.store.policies import brakes
from leeward.store.policies.brakes import Counted, NewBrake
from tests.stores import START, opened

LATER = START + timedelta(hours=1)
HAND = NewBrake("core", "one", "one", "by-hand", START, None, "somebody said so")
LIMIT = NewBrake("core", "one", "one", "limit", START, LATER, "too much")


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def test_of_each_kind_one_holds_at_a_time(store: Store) -> None:
    async with store.transaction() as connection:
        assert [await brakes.add(connection, one) for one in (HAND, HAND, LIMIT)] == [True, False, True]
        assert [one.kind for one in await brakes.opened(connection, START)] == ["by-hand", "limit"]


async def test_what_has_a_time_ends_with_it_once(store: Store) -> None:
    async with store.transaction() as connection:
        await brakes.add(connection, HAND)
        await brakes.add(connection, LIMIT)
        assert [one.kind for one in await brakes.opened(connection, LATER)] == ["by-hand"]
        assert [one.kind for one in await brakes.end_over(connection, LATER)] == ["limit"]
        assert await brakes.end_over(connection, LATER) == []


async def test_a_person_lifts_all_of_a_rule_at_once(store: Store) -> None:
    async with store.transaction() as connection:
        await brakes.add(connection, HAND)
        await brakes.add(connection, LIMIT)
        assert len(await brakes.lift(connection, "core", START, "ada", "why")) == 2
        assert await brakes.lift(connection, "core", START, "ada", "why") == []
        assert await brakes.opened(connection, START) == []


async def test_counts_add_up_and_old_ones_go(store: Store) -> None:
    async with store.transaction() as connection:
        for _ in range(2):
            await brakes.count(connection, [Counted("b", True, 2, 1, 7), Counted("a", False, 5, 0)], START)
            await brakes.count_actions(connection, {"hold": 3}, START.date())
        assert await brakes.quotas(connection, ["hold", "x"], START) == {"hold": (6, 0), "x": (0, 0)}
        rows = await connection.fetch("SELECT core, asked, fired, unknown FROM rule_hours ORDER BY core")
        assert [tuple(row) for row in rows] == [("a", 10, 0, 0), ("b", 4, 2, 14)]
        await brakes.forget(connection, START + timedelta(days=1))
        assert await connection.fetchval("SELECT count(*) FROM rule_hours") == 0
        assert await brakes.quotas(connection, ["hold"], START) == {"hold": (0, 0)}


async def test_nothing_is_asked_for_where_nothing_was_counted(store: Store) -> None:
    async with store.session() as connection:
        await brakes.count(connection, [], START)
        await brakes.count_actions(connection, {}, START.date())
        assert await brakes.rules(connection, [], START) == []
        assert await brakes.verdicts(connection) == brakes.Verdicts(0, None)
        assert await brakes.reviewed(connection, {"one": "core"}, 10) == {}
