"""An address is refused for as long as any case wants it."""

from leeward.store.casework import denied
from tests.scenes import NOON, card, connected, post, scene


async def test_an_address_is_served_again_when_the_last_case_lets_it_go(fresh_database: str) -> None:
    urls = ["https://home.example/a", "https://home.example/b"]
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        one, other = await stage.add_case(), await stage.add_case(about=post(2))
        async with connected(stage) as connection:
            await denied.add(connection, one, urls, NOON)
            await denied.add(connection, one, urls, NOON)
            await denied.add(connection, other, urls[:1], NOON)
            assert await denied.every(connection) == urls
            assert await denied.every(connection, after=urls[0]) == urls[1:]
            await denied.remove(connection, one)
            assert await denied.is_denied(connection, urls[0])
            assert not await denied.is_denied(connection, urls[1])
            await denied.remove(connection, other)
            assert await denied.every(connection) == []
