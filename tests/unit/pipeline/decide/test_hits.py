"""Facts about words: known where somebody read them, unknown everywhere else."""

from collections.abc import AsyncIterator

import pytest

from leeward.model.events import TextHit
from leeward.model.items import WayIn
from leeward.pipeline.decide.hits import Hits
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store.arrivals.looks import standing
from leeward.store.connection import Store
from leeward.store.policies.hits import NewHits, keep
from tests.stores import START, Clock, a_post, a_server, opened, posted, recorder


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _hit(scanner: str, name: str, entry: str, where: str = "text") -> TextHit:
    return TextHit(scanner, name, "v1", entry, where, "exact")


async def _facts(store: Store, hits: tuple[TextHit, ...], by: tuple[str, ...]) -> object:
    server = await a_server(store)
    async with store.transaction() as connection:
        arrival = Arrival(server, WayIn.WEBHOOK, posted(1, "https://m.example/1.png"))
        await write(connection, [arrival], Door(), recorder(Clock()))
        if by:
            await keep(connection, [NewHits(server, a_post(1).uri, "", hits, by)])
        items = [row["id"] for row in await connection.fetch("SELECT id FROM items")]
        found = await Hits().facts(connection, await standing(connection, items), START)
    return found.get(items[0], {})


async def test_nobody_read_the_words_so_nothing_is_known(store: Store) -> None:
    assert await _facts(store, (), ()) == {}


async def test_a_scanner_without_lists_leaves_its_facts_unknown(store: Store) -> None:
    assert await _facts(store, (), ("terms",)) == {"text.lists": frozenset(), "text.hits": 0}


async def test_entries_count_once_however_often_they_are_there(store: Store) -> None:
    hits = (
        _hit("terms", "stones", "a"),
        _hit("terms", "stones", "a", "warning"),
        _hit("terms", "stones", "b"),
        _hit("terms", "rivers", "a"),
        _hit("urls", "quarries", "c", "url"),
    )
    assert await _facts(store, hits, ("terms", "urls")) == {
        "text.lists": frozenset({"stones", "rivers"}),
        "text.hits": 3,
        "url.lists": frozenset({"quarries"}),
        "url.hits": 1,
    }
