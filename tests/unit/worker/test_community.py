"""Whom the configuration trusts is trusted once, and a stop of all holds rings."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from leeward.pipeline.complaints import add, told
from leeward.pipeline.decide.folding import Fold
from leeward.policy.community.events import Group, Held, Judged, Paused, Review, TrustGiven
from leeward.store.connection import Store
from leeward.store.policies import flags
from leeward.store.watch import alarms
from leeward.worker.community import Community
from tests.stores import START, Clock, opened


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _alarms(store: Store) -> dict[str, str]:
    async with store.session() as connection:
        return {one.name: one.said for one in await alarms.opened(connection)}


async def test_who_is_configured_is_trusted_once(store: Store) -> None:
    named = ("Forum.example", "local:12@m.example", "domain:forum.example")
    for _ in range(2):
        await Community(store, Fold(), named, Clock()).watch()
    async with store.session() as connection:
        events = [told(one) for one in await flags.every(connection, 0, 9)]
    assert events == [TrustGiven(START, "domain:forum.example"), TrustGiven(START, "local:12@m.example")]
    assert await _alarms(store) == {}


async def test_wrong_holds_ring_until_they_may_go_on(store: Store) -> None:
    clock = Clock()
    watch = Community(store, Fold(), (), clock)
    async with store.transaction() as connection:
        for hours in range(12, 0, -2):  # not so many in an hour that it is that which stops them
            at, item = START - timedelta(hours=hours), str(hours)
            await add(connection, [Held(at, item, Group.GENERAL, ()), Judged(at, item, Review.REJECTED)])
    await watch.watch()
    (said,) = (await _alarms(store)).values()
    assert said.startswith("complaints hold nothing until 2026-05-03 10:00 UTC: ")
    assert "wrong" in said
    async with store.transaction() as connection:
        await alarms.set_all(connection, {}, START)  # as every minute
    assert await _alarms(store) != {}
    clock.pass_s(49 * 3600)
    await watch.watch()
    assert await _alarms(store) == {}


async def test_a_person_stops_them_and_lets_them_go_on(store: Store) -> None:
    clock = Clock()
    watch = Community(store, Fold(), (), clock)
    for until, is_open in ((START + timedelta(hours=2), True), (START, False)):
        async with store.transaction() as connection:
            await add(connection, [Paused(START, until)])
        await watch.watch()
        assert bool(await _alarms(store)) is is_open
