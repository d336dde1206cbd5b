"""How servers know us, in the database."""

from leeward.store.desk.entry import apps
from tests.stores import opened


async def test_the_first_that_is_kept_is_used_until_it_goes(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        assert await apps.app(connection, "m.example") is None
        for sealed in (b"first", b"second"):
            await apps.keep(connection, "m.example", sealed)
        assert await apps.app(connection, "m.example") == b"first"
        await apps.drop(connection, "m.example")
        assert await apps.app(connection, "m.example") is None
