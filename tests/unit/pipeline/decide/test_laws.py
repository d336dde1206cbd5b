"""Whose law holds is a fact, or unknown."""

import pytest

from leeward.pipeline.decide.laws import Laws
from leeward.store.arrivals.looks import standing
from tests.pasts import add_items
from tests.stores import START, a_server, opened


@pytest.mark.parametrize(("configured", "told"), [("DE", {"server.jurisdiction": "DE"}), (None, None)])
async def test_every_post_has_what_is_configured(
    fresh_database: str, configured: str | None, told: object
) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            posts = await standing(connection, await add_items(connection, server, 0, 2))
            found = await Laws(configured).facts(connection, posts, START)
            assert [found.get(post.item) for post in posts] == [told, told]
