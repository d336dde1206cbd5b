"""Questions that are asked once."""

from leeward.store.desk.once import Once
from tests.stores import opened

_TURN = "SELECT nextval('bundles') + 0 * $1::bigint"


async def test_a_question_is_asked_once_for_each_of_its_arguments(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.reading() as connection:
        once = Once(connection)
        first = await once.fetchval(_TURN, 1)
        assert await once.fetchval(_TURN, 1) == first
        assert await once.fetchval(_TURN, 2) == first + 1
        assert (await once.fetchrow(_TURN, 1))[0] == first + 2
        assert [row[0] for row in await once.fetch(_TURN, 1)] == [first + 3]
        assert [row[0] for row in await once.fetch(_TURN, 1)] == [first + 3]


async def test_lists_are_arguments_like_others(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.reading() as connection:
        once = Once(connection)
        for given in ([1, 2], [1], [1, 2]):
            rows = await once.fetch("SELECT unnest($1::bigint[]) AS one", given)
            assert [row["one"] for row in rows] == given


async def test_who_gets_rows_may_change_the_list_of_them(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.reading() as connection:
        once = Once(connection)
        (await once.fetch("SELECT 1 AS one")).clear()
        assert len(await once.fetch("SELECT 1 AS one")) == 1


async def test_statements_and_transactions_go_through_each_time(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.session() as connection:
        once = Once(connection)
        async with once.transaction():
            await once.execute("SELECT nextval('bundles')")
            await once.execute("SELECT nextval('bundles')")
        assert await once.fetchval("SELECT last_value FROM bundles") == 2
