"""Errands are begun, told of, ended once, and given up by whoever asked."""

from leeward.store.connection import Connection
from leeward.store.desk import people
from leeward.store.desk.office import errands
from leeward.store.desk.office.errands import ErrandState
from leeward.store.desk.people import NewPerson
from tests.stores import START, opened


async def _ada(connection: Connection) -> int:
    return await people.add(connection, NewPerson("ada", "ada", ["lead"], True, "a test"), START)


async def test_an_errand_is_begun_told_of_and_done(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await _ada(connection)
        number = await errands.add(connection, ada, "trial", {"days": 9}, START)
        assert await errands.begin(connection, number, START)
        assert await errands.tell(connection, number, 3, 10)
        under_way = await errands.one(connection, number)
        assert under_way is not None
        assert (under_way.state, under_way.done, under_way.total, under_way.is_open) == (
            "running",
            3,
            10,
            True,
        )
        await errands.finish(connection, number, {"posts": 10}, START)
        done = await errands.one(connection, number)
        assert done is not None
        assert (done.state, done.result, done.asked, done.done) == ("done", {"posts": 10}, {"days": 9}, 10)
        assert not await errands.begin(connection, number, START)
        assert not await errands.tell(connection, number, 4, 10)


async def test_one_that_was_killed_begins_again_and_a_stopped_one_does_not(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await _ada(connection)
        killed = await errands.add(connection, ada, "trial", {}, START)
        assert await errands.begin(connection, killed, START)
        await errands.tell(connection, killed, 7, 9)
        assert await errands.begin(connection, killed, START)
        found = await errands.one(connection, killed)
        assert found is not None
        assert (found.done, found.total) == (0, 0)
        await errands.stop(connection, ada, "trial", [killed], START)
        assert not await errands.begin(connection, killed, START)
        await errands.finish(connection, killed, {}, START)
        found = await errands.one(connection, killed)
        assert found is not None
        assert found.state is ErrandState.STOPPED


async def test_nobody_elses_errand_is_stopped_or_listed(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await _ada(connection)
        number = await errands.add(connection, ada, "trial", {}, START)
        await errands.stop(connection, ada + 1, "trial", [number], START)
        await errands.stop(connection, ada, "audit", [number], START)
        assert await errands.begin(connection, number, START)
        assert await errands.latest(connection, ada + 1, "trial", 9) == []
        assert [one.id for one in await errands.latest(connection, ada, "trial", 9)] == [number]


async def test_a_failed_errand_says_why_and_old_ones_are_forgotten(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        number = await errands.add(connection, await _ada(connection), "trial", {}, START)
        await errands.begin(connection, number, START)
        await errands.fail(connection, number, "no such version", START)
        found = await errands.one(connection, number)
        assert found is not None
        assert (found.state, found.said) == ("failed", "no such version")
        await errands.forget(connection, START)
        assert await errands.one(connection, number) is not None
        await errands.forget(connection, START.replace(year=2027))
        assert await errands.one(connection, number) is None
