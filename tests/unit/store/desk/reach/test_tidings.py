"""Whether somebody may go on listening."""

from datetime import timedelta

from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.desk.reach import tidings
from leeward.store.desk.reach.tidings import Standing
from tests.stores import START, opened

HOUR = timedelta(hours=1)


async def test_a_session_stands_until_it_ends_or_nobody_is_there(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await people.add(connection, NewPerson("ada", "ada", ["lead"], True, "a test"), START)
        await people.begin_visit(connection, b"1", ada, "a test", (START, START + HOUR))
        before = START - HOUR
        stands = Standing(frozenset({"lead"}), None, frozenset())
        assert await tidings.standing(connection, b"1", START, before) == stands
        assert await tidings.standing(connection, b"2", START, before) is None
        assert await tidings.standing(connection, b"1", START + HOUR, before) is None
        assert await tidings.standing(connection, b"1", START, START) is None
        assert await connection.fetchval("SELECT seen_at FROM visits") == START
        await connection.execute("UPDATE people SET is_everywhere = false, left_at = NULL")
        seen = await tidings.standing(connection, b"1", START, before)
        assert seen == Standing(frozenset({"lead"}), frozenset(), frozenset())
        await connection.execute("UPDATE people SET left_at = $1", START)
        assert await tidings.standing(connection, b"1", START, before) is None
