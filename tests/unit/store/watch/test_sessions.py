"""What can be said of a database without changing it."""

import asyncpg

from leeward.store.connection import Store
from leeward.store.migrations.migrating import migrate
from leeward.store.watch import sessions


async def test_an_empty_database_is_no_fault(empty_database: str) -> None:
    async with Store(empty_database, 1) as store, store.session() as connection:
        found = await sessions.facts(connection)
    assert (found.schema, found.others) == (None, 0)
    assert found.size > 1_000_000


async def test_other_leewards_are_counted_and_other_programs_are_not(fresh_database: str) -> None:
    version = await migrate(fresh_database)
    stranger = await asyncpg.connect(fresh_database)
    async with Store(fresh_database, 2) as store, store.session() as connection:
        assert await sessions.facts(connection) == sessions.Facts(
            (await sessions.facts(connection)).size, version, 0
        )
        async with store.session() as other:
            assert (await sessions.facts(other)).others == 1
    await stranger.close()
