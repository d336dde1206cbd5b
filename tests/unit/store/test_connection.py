"""Connections."""

import asyncio
from contextlib import suppress

import pytest

from leeward.model.errors import DatabaseError, NotWritable
from leeward.store.connection import Connection, Store, connect, dump, hold_lock, load, part
from tests.databases import Databases
from tests.stores import opened


def test_json_goes_there_and_back() -> None:
    assert load(dump({"a": [1, None, "ä"]})) == {"a": [1, None, "ä"]}
    assert load(None) is None


async def test_a_transaction_is_all_or_nothing(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        with suppress(ZeroDivisionError):
            async with store.transaction() as connection:
                await connection.execute("INSERT INTO alarms VALUES ('a', 'b', now())")
                _ = 1 / 0
        async with store.session() as connection:
            assert await connection.fetchval("SELECT count(*) FROM alarms") == 0


async def test_a_database_that_goes_away_says_so_and_comes_back(databases: Databases) -> None:
    with databases.fresh() as url:
        async with opened(url) as store:
            name = url.partition("?")[0].rpartition("/")[2]
            with pytest.raises(DatabaseError, match="gone"):
                await _interrupted(store, databases, name)
            async with store.session() as connection:
                assert await connection.fetchval("SELECT 1") == 1


async def _interrupted(store: Store, databases: Databases, name: str) -> None:
    async with store.transaction() as connection:
        databases.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        await connection.fetch("SELECT 1")


async def test_what_cannot_be_kept_is_told_apart_from_a_database_that_is_gone(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        with pytest.raises(NotWritable):
            async with store.transaction() as connection:
                await connection.execute("INSERT INTO alarms VALUES ($1, 'b', now())", "nul\0byte")


async def test_an_address_without_a_database_never_repeats_a_password() -> None:
    with pytest.raises(DatabaseError) as caught:
        async with Store("postgresql://me:geheim@127.0.0.1:1/none"):
            pass
    assert "geheim" not in str(caught.value) + caught.value.hint


async def test_one_connection_holds_a_lock_and_another_does_not(fresh_database: str) -> None:
    one, two = await asyncio.gather(connect(fresh_database), connect(fresh_database))
    assert await hold_lock(one, 7)
    assert not await hold_lock(two, 7)
    assert await hold_lock(two, 8)
    await one.close()
    assert await hold_lock(two, 7)
    await two.close()


async def test_a_part_of_a_transaction_can_fail_alone(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        async with store.transaction() as connection:
            await connection.execute("INSERT INTO alarms VALUES ('a', 'b', now())")
            with pytest.raises(NotWritable):
                await _half(connection)
        async with store.session() as connection:
            assert [row["name"] for row in await connection.fetch("SELECT name FROM alarms")] == ["a"]


async def _half(connection: Connection) -> None:
    async with part(connection):
        await connection.execute("INSERT INTO alarms VALUES ('c', 'd', now())")
        await connection.execute("INSERT INTO alarms VALUES ($1, 'b', now())", "nul\0byte")


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("SELECT $1::smallint", 1 << 40),
        ("SELECT $1::text", "\ud800"),
        ("SELECT $1::text::jsonb", '"\\u0000"'),
        ("INSERT INTO alarms VALUES ($1, 'b', NULL)", "c"),
    ],
    ids=["a number too large", "half a character", "NUL in JSON", "a rule of the table"],
)
async def test_what_the_driver_or_the_server_refuses_for_its_value_is_not_a_lost_database(
    fresh_database: str, statement: str, value: object
) -> None:
    async with opened(fresh_database) as store:
        with pytest.raises(NotWritable):
            async with store.transaction() as connection:
                await connection.execute(statement, value)


async def test_two_that_wait_for_each_other_are_told_to_come_again(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        async with store.transaction() as connection:
            await connection.execute("INSERT INTO alarms VALUES ('a', '', now()), ('b', '', now())")
        meet = asyncio.Barrier(2)

        async def touch(first: str, second: str) -> None:
            async with store.transaction() as connection:
                await connection.execute("UPDATE alarms SET said = 'x' WHERE name = $1", first)
                await meet.wait()
                await connection.execute("UPDATE alarms SET said = 'x' WHERE name = $1", second)

        outcomes = await asyncio.gather(touch("a", "b"), touch("b", "a"), return_exceptions=True)
        assert sorted(type(one).__name__ for one in outcomes) == ["DatabaseError", "NoneType"]


async def test_a_lock_of_a_session_ends_with_it_and_nothing_is_put_back_after_reading(
    fresh_database: str,
) -> None:
    url = fresh_database
    async with Store(url, most=1) as store, opened(fresh_database) as other:
        async with store.session() as connection:
            assert await hold_lock(connection, 7)
        async with other.session() as connection:
            assert await hold_lock(connection, 7)
        async with store.reading() as connection:
            await connection.execute("SET application_name = 'stays'")
        async with store.session() as connection:
            assert await connection.fetchval("SHOW application_name") == "stays"
        async with store.reading() as connection:
            assert await connection.fetchval("SHOW application_name") == "leeward"


async def test_what_is_begun_is_taken_back_and_the_connection_goes_on(fresh_database: str) -> None:
    async with Store(fresh_database, most=1) as store:
        async with store.begun("BEGIN; INSERT INTO alarms VALUES ('a', 'b', now())") as connection:
            assert await connection.fetchval("SELECT count(*) FROM alarms") == 1
        with suppress(ZeroDivisionError):
            async with store.begun("BEGIN; INSERT INTO alarms VALUES ('a', 'b', now())"):
                _ = 1 / 0
        with pytest.raises(DatabaseError):
            async with store.begun("BEGIN; SELECT 1") as connection:
                await connection.fetchval("SELECT $1::int", 2**40)
        async with store.reading() as connection:
            assert await connection.fetchval("SELECT count(*) FROM alarms") == 0
