"""A link has its server's token, opened, and shares its patience."""

from dataclasses import replace

import pytest

from leeward.model.errors import SealError
from leeward.pipeline.links import Links
from leeward.store import servers
from tests.scenes import KEY, card, scene


async def test_a_link_opens_the_token_of_its_own_server_only(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        number = await stage.add_server(card(), token="a secret")
        async with stage.store.session() as connection:
            row = await servers.one(connection, number)
        assert row is not None
        links = Links(stage.client, KEY, stage.pacer)
        link = links.link(row)
        assert (link.token, link.address, link.card) == ("a secret", row.address, row.card)
        await link.pace("read")
        assert await stage.ask("SELECT server, kind FROM budgets") == [(number, "read")]
        with pytest.raises(SealError):
            links.link(replace(row, address="https://other.example"))
        assert links.link(replace(row, token=None)).token == ""
