"""Alarms: everybody is told once, again each day, and once that it is over."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from leeward.store.connection import Connection, Store
from leeward.store.watch import alarms
from leeward.store.watch.alarms import Alarm, Manners, Untold
from tests.stores import START, opened

BOTH = ("mail", "webhook")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _claimed(connection: Connection, at: datetime) -> list[tuple[str, str, bool]]:
    found = await alarms.claim(connection, BOTH, Manners(at - DAY, at - MINUTE), at)
    return sorted((one.alarm, one.channel, one.is_over) for one in found)


async def _told(connection: Connection, at: datetime, is_over: bool = False) -> None:
    for channel in BOTH:
        await alarms.told(connection, Untold("lamp", channel, "", START, is_over), at)


async def test_an_alarm_that_is_raised_again_is_as_old_as_it_was(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "one", START)
        await alarms.raise_(connection, "lamp", "two", START + MINUTE)
        assert await alarms.opened(connection) == [Alarm("lamp", "two", START)]
        await alarms.clear(connection, "lamp", START + MINUTE)
        assert await alarms.opened(connection) == []


async def test_setting_all_closes_the_others(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.set_all(connection, {"a": "1", "b": "2"}, START)
        await alarms.set_all(connection, {"c": "3", "b": "4"}, START + MINUTE)
        found = await alarms.opened(connection)
        assert found == [Alarm("b", "4", START), Alarm("c", "3", START + MINUTE)]
        await alarms.set_all(connection, {}, START + MINUTE)
        assert await alarms.opened(connection) == []


async def test_everybody_is_told_once_and_again_each_day(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        assert await _claimed(connection, START) == [("lamp", "mail", False), ("lamp", "webhook", False)]
        await _told(connection, START)
        assert await _claimed(connection, START + DAY - MINUTE) == []
        assert len(await _claimed(connection, START + DAY)) == 2


async def test_what_one_worker_claims_no_other_tells_meanwhile(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        assert len(await _claimed(connection, START)) == 2
        assert await _claimed(connection, START + MINUTE / 2) == []
        assert len(await _claimed(connection, START + MINUTE)) == 2, "who claimed it was killed"


async def test_who_was_told_is_told_once_that_it_is_over(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        await _told_after_claim(connection, START)
        await alarms.clear(connection, "lamp", START + MINUTE)
        await alarms.forget(connection, BOTH)
        later = START + 2 * MINUTE
        assert await _claimed(connection, later) == [("lamp", "mail", True), ("lamp", "webhook", True)]
        await _told(connection, later, is_over=True)
        assert await _claimed(connection, later + DAY) == []
        await alarms.forget(connection, BOTH)
        assert await connection.fetchval("SELECT count(*) FROM alarms") == 0


async def _told_after_claim(connection: Connection, at: datetime) -> None:
    await _claimed(connection, at)
    await _told(connection, at)


async def test_who_was_never_told_needs_not_know_that_it_is_over(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        await alarms.clear(connection, "lamp", START)
        assert await _claimed(connection, START) == []
        await alarms.forget(connection, BOTH)
        assert await connection.fetchval("SELECT count(*) FROM alarms") == 0


async def test_one_that_returns_before_anybody_heard_the_end_is_the_same(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        await _told_after_claim(connection, START)
        await alarms.clear(connection, "lamp", START)
        await alarms.raise_(connection, "lamp", "red", START + MINUTE)
        assert await _claimed(connection, START + 2 * MINUTE) == []
        assert await alarms.opened(connection) == [Alarm("lamp", "red", START)]


async def test_an_address_that_is_not_configured_any_more_holds_nothing_up(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        await _told_after_claim(connection, START)
        await alarms.clear(connection, "lamp", START)
        await alarms.forget(connection, ())
        assert await connection.fetchval("SELECT count(*) FROM alarms") == 0


async def test_who_could_not_be_told_is_shown_and_tried_again(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "lamp", "red", START)
        await _claimed(connection, START)
        mail = Untold("lamp", "mail", "red", START, False)
        await alarms.not_told(connection, mail, "no connection")
        await alarms.told(connection, Untold("lamp", "webhook", "red", START, False), START)
        assert await alarms.troubles(connection) == {"mail": "no connection"}
        assert await _claimed(connection, START + MINUTE) == [("lamp", "mail", False)]
        await alarms.told(connection, mail, START + MINUTE)
        assert await alarms.troubles(connection) == {}
