"""Each post is counted once, and every one has its own number."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.store.arrivals import newcomers
from leeward.store.arrivals.intake import NewItem
from leeward.store.arrivals.newcomers import Came, Known, came
from leeward.store.connection import Store
from tests.stores import START, a_server, opened

ADA = "https://far.example/users/ada"


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        await a_server(store)
        yield store


def _post(number: int, author: str | None = ADA, hours: int = 0, *, has_media: bool = True) -> Came:
    at = START + timedelta(hours=hours, seconds=number)
    return Came(1, f"https://far.example/p/{number}", author, "far.example", has_media, at, at)


async def _meet(store: Store, *posts: Came) -> None:
    async with store.transaction() as connection:
        await newcomers.meet(connection, posts)


async def _known(store: Store, *numbers: int) -> dict[int, Known]:
    found = {}
    async with store.session() as connection:
        for number in numbers:
            uri = f"https://far.example/p/{number}"
            row = await connection.fetchrow("SELECT * FROM newcomers WHERE server = 1 AND uri = $1", uri)
            if row:
                found[number] = Known(**{name: row[name] for name in Known.__slots__})
    return found


async def _before(store: Store, *numbers: int) -> list[int | None]:
    found = await _known(store, *numbers)
    return [found[number].author_posts for number in numbers]


async def test_posts_of_one_batch_are_numbered_as_they_were_written(store: Store) -> None:
    await _meet(store, _post(3), _post(1), _post(2), _post(9, "https://far.example/users/bob"))
    assert await _before(store, 1, 2, 3, 9) == [0, 1, 2, 0]
    await _meet(store, _post(5), _post(4))
    assert await _before(store, 1, 4, 5) == [0, 3, 4]
    known = await _known(store, 4, 9)
    assert known[4].author_since == START + timedelta(seconds=1)
    assert (known[9].origin_posts, known[4].origin_posts) == (3, 4)


async def test_what_comes_again_counts_once_and_keeps_its_number(store: Store) -> None:
    await _meet(store, _post(1), _post(1), _post(2))
    await _meet(store, _post(1, hours=5))
    await _meet(store, _post(3))
    assert await _before(store, 1, 2, 3) == [0, 1, 2]


async def test_a_post_without_media_is_none_of_the_posts_with_media_until_it_is_edited(store: Store) -> None:
    await _meet(store, _post(1, has_media=False), _post(2))
    assert await _before(store, 1, 2) == [0, 0]
    await _meet(store, _post(1), _post(3))
    assert await _before(store, 1, 2, 3) == [0, 0, 2]
    await _meet(store, _post(1), _post(1, has_media=False), _post(4))
    assert await _before(store, 4) == [3]


async def test_who_wrote_it_is_unknown_where_nobody_says(store: Store) -> None:
    await _meet(store, replace(_post(1, None), domain=None))
    assert await _known(store, 1, 2) == {1: Known(None, None, None, None)}


async def test_what_is_rolled_back_was_never_counted(store: Store) -> None:
    class _Enough(Exception):
        pass

    async def fails() -> None:
        async with store.transaction() as connection:
            await newcomers.meet(connection, [_post(1)])
            raise _Enough

    with pytest.raises(_Enough):
        await fails()
    await _meet(store, _post(2))
    assert await _before(store, 2) == [0]


async def test_two_that_tell_of_the_same_post_at_once_count_it_once(store: Store) -> None:
    posts = [_post(number) for number in range(8)]
    await asyncio.gather(*(_meet(store, *posts) for _ in range(4)), *(_meet(store, one) for one in posts))
    before = await _before(store, *range(8))
    assert sorted(one for one in before if one is not None) == list(range(8))
    async with store.session() as connection:
        assert await connection.fetchval("SELECT media_posts FROM authors") == 8
        assert await connection.fetchval("SELECT media_posts FROM origins") == 8


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1), st.booleans()), max_size=6), max_size=6)
)
async def test_whatever_comes_in_whatever_batches_each_number_is_given_once(
    store: Store, batches: list[list[tuple[int, int, bool]]]
) -> None:
    async with store.transaction() as connection:
        await connection.execute("TRUNCATE newcomers, authors, origins")
    for batch in batches:
        # whose a post is never changes
        await _meet(store, *(_post(n, f"https://far.example/{n % 2}", has_media=m) for n, _, m in batch))
    first = {n: {m for k, _, m in batch if k == n} for batch in reversed(batches) for n, _, _ in batch}
    for who in (0, 1):
        with_media = {n for batch in batches for n, _, m in batch if m and n % 2 == who}
        async with store.session() as connection:
            total = await connection.fetchval(
                "SELECT media_posts FROM authors WHERE uri = $1", f"https://far.example/{who}"
            )
        assert (total or 0) == len(with_media)
        before = await _before(store, *sorted(n for n in with_media if True in first[n]))
        assert len(set(before)) == len(before)


def test_an_item_tells_its_author_and_their_server() -> None:
    post = {
        "author": {"native_id": "7", "uri": "https://Far.example:8443/u/7"},
        "posted_at": START.isoformat(),
    }
    found = came(NewItem(1, "n", "u", "", "poll", post, START, ()))
    assert (found.author, found.domain) == ("https://Far.example:8443/u/7", "far.example:8443")
    assert (found.has_media, found.posted_at) == (False, START)
    assert (
        came(
            NewItem(1, "n", "u", "", "poll", post | {"author": {"native_id": "7", "uri": ""}}, START, ())
        ).author
        is None
    )
