"""The fact guard.on: of a post's own server of origin, always known, and over when its clock is."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import msgspec
import pytest

from leeward.model.items import Author
from leeward.pipeline.decide.guards import GuardsOn
from leeward.policy.rules import Guard, Watched, policy_of
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Store
from leeward.store.policies import guards
from leeward.store.policies.guards import EVERYWHERE, Place, Switch
from tests.stores import START, opened

POLICY = policy_of(
    "Small", (), (), tuple(Guard(id_, id_, Watched.POSTS, True, 24) for id_ in ("wave", "flood"))
)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _standing(item: int, server: int, uri: str) -> Standing:
    author = msgspec.to_builtins(Author("7", uri))
    return Standing(item, server, "", "", "webhook", {"author": author}, 0, [], [])


POSTS = [
    _standing(1, 1, "https://far.example/users/a"),
    _standing(2, 1, "https://m.example/users/a"),
    _standing(3, 2, "https://far.example/users/a"),
    _standing(4, 1, "no address"),
]


async def _facts(store: Store, now: datetime = START) -> list[object]:
    async with store.session() as connection:
        found = await GuardsOn(POLICY).facts(connection, POSTS, now)
    return [found[post.item]["guard.on"] for post in POSTS]


async def _on(store: Store, place: Place) -> None:
    switch = Switch(place, True, START, START + timedelta(hours=24), "so it is", "ada")
    async with store.transaction() as connection:
        assert await guards.begin(connection, switch, START)


async def test_without_a_surge_it_is_known_that_none_is_on(store: Store) -> None:
    assert await _facts(store) == [frozenset()] * 4
    async with store.session() as connection:
        found = await GuardsOn(policy_of("None", (), ())).facts(connection, POSTS, START)
    assert [found[post.item] for post in POSTS] == [{"guard.on": frozenset()}] * 4


async def test_a_guard_holds_for_its_server_of_origin_at_its_own_server(store: Store) -> None:
    await _on(store, Place("wave", 1, "far.example"))
    assert await _facts(store) == [{"wave"}, frozenset(), frozenset(), frozenset()]
    assert await _facts(store, START + timedelta(hours=24)) == [frozenset()] * 4


async def test_a_guard_for_all_holds_for_every_post(store: Store) -> None:
    await _on(store, Place("flood", EVERYWHERE, ""))
    await _on(store, Place("wave", 1, ""))
    await _on(store, Place("forgotten", EVERYWHERE, ""))  # no guard of this policy any more
    assert await _facts(store) == [{"wave", "flood"}, {"wave", "flood"}, {"flood"}, {"wave", "flood"}]
