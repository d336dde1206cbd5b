"""People and their visits, in the database."""

from datetime import timedelta

import pytest

from leeward.model.errors import NotWritable
from leeward.store.connection import Store
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from tests.stores import START, a_server, opened

ADA = NewPerson("Ada", "ada", ["lead"], False, "a test")
DAY = timedelta(days=1)


async def _add(store: Store) -> int:
    async with store.transaction() as connection:
        return await people.add(connection, ADA, START)


async def test_a_name_is_taken_once(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        await _add(store)
        with pytest.raises(NotWritable):
            await _add(store)


async def test_somebody_is_found_by_number_and_by_name_with_what_they_see(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        number, server = await _add(store), await a_server(store)
        async with store.transaction() as connection:
            await people.change(connection, number, ["moderator"], [server])
            found = await people.one(connection, number, START)
            assert found
            assert found == await people.known_as(connection, "ada", START)
            assert (found.roles, found.is_everywhere, found.servers) == (
                ("moderator",),
                False,
                frozenset({server}),
            )
            await people.change(connection, number, ["lead"], None)
            (found,) = await people.every(connection)
            assert (found.roles, found.is_everywhere, found.servers) == (("lead",), True, frozenset())
            assert await people.one(connection, 99, START) is None
            assert await people.known_as(connection, "eve", START) is None


async def test_whoever_left_once_left_then(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        number = await _add(store)
        async with store.transaction() as connection:
            await people.leave(connection, number, START)
            await people.leave(connection, number, START + DAY)
            found = await people.one(connection, number, START)
        assert found
        assert found.left_at == START


async def test_visits_are_told_ended_and_swept(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        number = await _add(store)
        async with store.transaction() as connection:
            for name in (b"a", b"b", b"c"):
                await people.begin_visit(connection, name, number, "a test", (START, START + DAY))
            assert [one.digest for one in await people.visits(connection, number, START, START - DAY)] == [
                b"a",
                b"b",
                b"c",
            ]
            await people.end_visit(connection, b"a")
            await people.end_visits(connection, number, but=b"b")
            (left,) = await people.visits(connection, number, START, START - DAY)
            assert (left.digest, left.way, left.ends_at) == (b"b", "a test", START + DAY)
            assert await people.recognise(connection, b"b", (START, START - DAY))
            assert await people.recognise(connection, b"b", (START + DAY, START - DAY)) is None
            await people.sweep_visits(connection, START + DAY, START)
            assert await connection.fetchval("SELECT count(*) FROM visits") == 0
