"""What a guard sees: all together, or each server of origin that has enough to be looked at."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from leeward.pipeline import guarding
from leeward.policy.rules import Guard, Watched
from leeward.policy.watch.surge import State
from leeward.store.connection import Store
from leeward.store.policies import hours
from tests.stores import START, a_server, opened

ALL = Guard("flood", "A flood", Watched.POSTS, each=False, hours=24)
EACH = Guard("wave", "A wave", Watched.POSTS, each=True, hours=24)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        await a_server(store)
        yield store


async def _seen(store: Store, guard: Guard) -> dict[str, tuple[State, int, int]]:
    async with store.session() as connection:
        found = await guarding.seen(connection, guard, 1, START + timedelta(minutes=40))
    return {one.place.domain: (one.reading.state, one.reading.number, one.reading.running) for one in found}


async def test_a_guard_for_all_is_learning_before_anything_was_counted(store: Store) -> None:
    assert await _seen(store, ALL) == {"": (State.LEARNING, 0, 0)}
    assert await _seen(store, EACH) == {}


async def test_the_hour_that_runs_is_told_apart_and_small_servers_are_left_out(store: Store) -> None:
    async with store.transaction() as connection:
        for back in range(1, 40):
            numbers = {(1, "posts", "far.example"): 8, (1, "posts", "small.example"): 1, (1, "posts", ""): 9}
            await hours.add(connection, numbers, START - back * timedelta(hours=1))
        await hours.add(connection, {(1, "posts", ""): 3, (1, "posts", "far.example"): 3}, START)
    assert await _seen(store, ALL) == {"": (State.QUIET, 9, 3)}
    assert await _seen(store, EACH) == {"far.example": (State.QUIET, 8, 3)}
