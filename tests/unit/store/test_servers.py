"""Servers are kept with their secrets sealed, and how far their news were read."""

from dataclasses import replace

from leeward.store import servers
from leeward.store.servers import NewServer
from tests.stores import CARD, START, opened

FIRST = NewServer("https://m.example:8443", CARD, ("webhook", "poll"), b"token", b"secret")


async def test_a_server_is_brought_up_to_date_and_keeps_the_secrets_it_has(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        number = await servers.put(connection, FIRST, START)
        await servers.leave(connection, number)
        again = replace(FIRST, card=replace(CARD, version="5"), ways_in=("relay",), token=b"new", secret=None)
        assert await servers.put(connection, again, START) == number
        row = await servers.one(connection, number)
        assert row is not None
        assert (row.domain, row.card.version, row.ways_in, row.is_watched) == (
            "m.example",
            "5",
            ("relay",),
            True,
        )
        assert (row.token, row.secret) == (b"new", b"secret")
        assert row.has_canaries
        assert await servers.every(connection) == [row]


async def test_a_server_connected_without_canaries_stays_so_until_it_is_connected_with_them(
    fresh_database: str,
) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        for has in (False, True, False):
            await servers.put(connection, replace(FIRST, has_canaries=has), START)
            assert [one.has_canaries for one in await servers.every(connection)] == [has]


async def test_a_server_that_is_left_stays_known(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        number = await servers.put(connection, FIRST, START)
        await servers.leave(connection, number)
        row = await servers.one(connection, number)
        assert row is not None
        assert not row.is_watched
        assert await servers.one(connection, number + 1) is None


async def test_each_way_in_has_its_own_cursor(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        number = await servers.put(connection, FIRST, START)
        assert await servers.cursor(connection, number, "poll") == {}
        await servers.move_cursor(connection, number, "poll", {"since": "1"}, START)
        await servers.move_cursor(connection, number, "poll", {"since": "2"}, START)
        assert await servers.cursor(connection, number, "poll") == {"since": "2"}
        assert await servers.cursor(connection, number, "stream") == {}


async def test_of_two_secrets_for_one_purpose_the_first_stays(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        async with store.transaction() as connection:
            assert await servers.sealed(connection, "key", "a") is None
            assert await servers.seal_once(connection, "key", "a", b"first") == b"first"
        async with store.transaction() as connection:
            assert await servers.seal_once(connection, "key", "a", b"second") == b"first"
            assert await servers.sealed(connection, "key", "b") is None
