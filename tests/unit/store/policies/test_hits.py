"""What was found in a post's words is written once and read back as it was."""

from collections.abc import AsyncIterator

import pytest

from leeward.model.events import TextHit
from leeward.model.items import WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store.connection import Store
from leeward.store.policies.hits import Kept, NewHits, ReadPost, keep, of_items
from tests.stores import Clock, a_post, a_server, opened, posted, recorder

HIT = TextHit("terms", "stones", "v1", "ab12", "text", "exact")
BY = ("terms", "urls")


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _items(store: Store, number: int) -> list[int]:
    server = await a_server(store)
    arrivals = [Arrival(server, WayIn.WEBHOOK, posted(n, "https://m.example/1.png")) for n in range(number)]
    async with store.transaction() as connection:
        await write(connection, arrivals, Door(), recorder(Clock()))
        return [row["id"] for row in await connection.fetch("SELECT id FROM items ORDER BY uri")]


def _new(number: int, *hits: TextHit) -> NewHits:
    return NewHits(1, a_post(number).uri, "", hits, BY)


async def test_hits_are_read_back_and_posts_that_nobody_read_are_left_out(store: Store) -> None:
    first, second, third = await _items(store, 3)
    async with store.transaction() as connection:
        kept = await keep(connection, [_new(1), _new(0, HIT, HIT)])
        assert sorted(kept, key=lambda one: one.item) == [
            Kept(first, is_decided=False, is_plain=False, has_media=True),
            Kept(second, is_decided=False, is_plain=True, has_media=True),
        ]
        found = await of_items(connection, [first, second, third])
    assert found == {
        first: ReadPost((HIT, HIT), frozenset(BY)),
        second: ReadPost((), frozenset(BY)),
    }


async def test_what_was_read_first_stays(store: Store) -> None:
    (item,) = await _items(store, 1)
    async with store.transaction() as connection:
        await keep(connection, [_new(0)])
        assert await keep(connection, [_new(0, HIT)]) == []
        assert (await of_items(connection, [item]))[item].hits == ()


async def test_of_a_post_that_is_not_there_nothing_is_kept(store: Store) -> None:
    await _items(store, 1)
    async with store.transaction() as connection:
        assert await keep(connection, [_new(7, HIT)]) == []
        assert await keep(connection, []) == []
