"""What arrives is counted by the hour, once, for the server that it is from, unless it comes too late."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.events import Event, Flagged, Joined, Posted
from leeward.model.items import Author, WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store.connection import Store
from tests.stores import START, Clock, a_post, a_server, opened, recorder

URL = "https://far.example/1.png"
FAR = Author("9", "https://Far.example/users/tent")
FLAG = Flagged("5", "https://far.example/users/tent", (), "other", True, START)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        await a_server(store)
        yield store


def _post(number: int, **changed: object) -> Posted:
    return Posted(replace(a_post(number, URL), **changed))  # type: ignore[arg-type]


async def _tell(store: Store, *events: Event, way: WayIn = WayIn.WEBHOOK, later_s: float = 0) -> None:
    clock = Clock()
    clock.pass_s(later_s)
    async with store.transaction() as connection:
        server = await connection.fetchval("SELECT id FROM servers")
        await write(connection, [Arrival(server, way, one) for one in events], Door(), recorder(clock))


async def _hours(store: Store) -> dict[tuple[str, str], int]:
    async with store.session() as connection:
        rows = await connection.fetch("SELECT what, domain, sum(number)::int AS n FROM hours GROUP BY 1, 2")
    return {(row["what"], row["domain"]): row["n"] for row in rows}


async def test_posts_count_for_their_server_of_origin_and_for_all(store: Store) -> None:
    await _tell(store, _post(1), _post(2, author=FAR), _post(3, author=FAR))
    assert await _hours(store) == {("posts", ""): 3, ("posts", "m.example"): 1, ("posts", "far.example"): 2}


async def test_a_post_counts_once_however_often_it_is_told(store: Store) -> None:
    await _tell(store, _post(1), _post(1))
    await _tell(store, _post(1), way=WayIn.POLL, later_s=5)
    await _tell(store, _post(1, edited_at=START + timedelta(minutes=1)), later_s=60)
    assert (await _hours(store))["posts", ""] == 1


async def test_hours_are_counted_apart(store: Store) -> None:
    await _tell(store, _post(1))
    await _tell(store, _post(2), later_s=3600)
    async with store.session() as connection:
        rows = await connection.fetch("SELECT hour, number FROM hours WHERE domain = '' ORDER BY hour")
    assert [tuple(row) for row in rows] == [(START, 1), (START + timedelta(hours=1), 1)]


async def test_what_is_caught_up_on_is_no_sign_of_now(store: Store) -> None:
    await _tell(store, _post(1), replace(FLAG, made_at=START), later_s=3 * 3600)
    assert await _hours(store) == {}
    await _tell(store, _post(2, posted_at=None), later_s=3 * 3600)
    assert (await _hours(store))["posts", ""] == 1


async def test_a_complaint_counts_when_it_is_new_and_open(store: Store) -> None:
    await _tell(store, FLAG, FLAG)
    await _tell(store, replace(FLAG, told_at=START + timedelta(minutes=1)), later_s=60)
    await _tell(store, replace(FLAG, native_id="6", is_open=False), later_s=60)
    await _tell(store, replace(FLAG, native_id="7", target="12"), later_s=60)
    assert await _hours(store) == {("flags", ""): 2}


async def test_a_new_account_counts_once_by_whatever_way_it_is_told(store: Store) -> None:
    joined = Joined("4", "https://m.example/users/new")
    await _tell(store, joined, joined)
    await _tell(store, joined, way=WayIn.POLL, later_s=5)
    await _tell(store, Joined("5", "https://m.example/users/newer"), way=WayIn.POLL, later_s=5)
    assert await _hours(store) == {("sign-ups", ""): 2, ("sign-ups", "m.example"): 2}


async def test_a_name_without_end_is_counted_for_all_only(store: Store) -> None:
    await _tell(store, _post(1, author=Author("9", f"https://{'a' * 300}.example/users/tent")))
    assert await _hours(store) == {("posts", ""): 1}
