"""Guards in the database: on once, renewed, ended by their clock or by a person, who is not overruled."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.store.casework.cases import JOB
from leeward.store.connection import Store
from leeward.store.policies import guards
from leeward.store.policies.guards import EVERYWHERE, Place, Switch
from tests.stores import START, opened

LATER = START + timedelta(hours=24)
PLACE = Place("wave", 1, "far.example")
SWITCH = Switch(PLACE, True, START, LATER, "far more than usual", JOB)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _begin(store: Store, new: Switch = SWITCH) -> bool:
    async with store.transaction() as connection:
        return await guards.begin(connection, new, START - timedelta(hours=24))


async def test_of_many_that_switch_a_guard_on_one_does(store: Store) -> None:
    assert sorted(await asyncio.gather(*(_begin(store) for _ in range(5)))) == [False] * 4 + [True]


async def test_a_guard_is_on_until_its_clock_ends_it(store: Store) -> None:
    await _begin(store)
    async with store.transaction() as connection:
        assert await guards.on(connection, ["wave", "other"], START) == [PLACE]
        assert await guards.on(connection, ["other"], START) == []
        assert await guards.on(connection, ["wave"], LATER) == []
        assert await guards.opened(connection, START) == [SWITCH]
        assert await guards.end_over(connection, START) == []
        assert await guards.end_over(connection, LATER) == [SWITCH]
        assert await guards.end_over(connection, LATER) == []


async def test_what_people_are_only_told_of_is_not_on(store: Store) -> None:
    await _begin(store, replace(SWITCH, is_on=False))
    async with store.session() as connection:
        assert await guards.on(connection, ["wave"], START) == []
        assert len(await guards.opened(connection, START)) == 1


async def test_a_guard_is_renewed_only_when_its_end_is_near(store: Store) -> None:
    await _begin(store)
    longer = replace(SWITCH, until=LATER + timedelta(hours=2))
    async with store.transaction() as connection:
        assert not await guards.renew(connection, longer, LATER - timedelta(seconds=1))
        assert await guards.renew(connection, longer, LATER)
        assert (await guards.opened(connection, START))[0].until == longer.until


async def test_a_person_who_ended_a_guard_is_not_overruled(store: Store) -> None:
    await _begin(store)
    async with store.transaction() as connection:
        assert await guards.end(connection, "wave", START, "ada") == [SWITCH]
        assert await guards.end(connection, "wave", START, "ada") == []
    assert not await _begin(store)
    assert await _begin(store, replace(SWITCH, place=Place("wave", 1, "other.example")))
    async with store.transaction() as connection:
        assert await guards.begin(connection, SWITCH, START)


async def test_who_ended_it_everywhere_has_peace_everywhere(store: Store) -> None:
    await _begin(store, replace(SWITCH, place=Place("wave", EVERYWHERE, "")))
    async with store.transaction() as connection:
        await guards.end(connection, "wave", START, "ada")
    assert not await _begin(store)
