"""Canaries: written down before they are sent, seen only where a way in told of them, taken away once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from leeward.model.events import Posted as NewsOf
from leeward.model.items import Author, Post, WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store.connection import Connection, Store
from leeward.store.watch import canaries
from leeward.store.watch.canaries import CanaryRow, Posted, Sending
from tests.stores import START, Clock, a_post, a_server, opened, posted, recorder

URI = a_post(1).uri
SOON = START + timedelta(minutes=5)
EARLIER = START - timedelta(hours=1)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _sending(server: int, *ways: str, at: datetime = START) -> Sending:
    return Sending(server, ways, at, at + timedelta(minutes=5))


async def _sent(connection: Connection, sending: Sending, post: Post) -> None:
    assert await canaries.begin(connection, sending, EARLIER)
    at = Posted(sending.server, post.native_id, post.uri)
    await canaries.sent(connection, sending, at, sending.due_at)


async def _told(connection: Connection, server: int, way_in: WayIn, number: int, after_s: float = 1) -> None:
    clock = Clock()
    clock.pass_s(after_s)
    arrival = Arrival(server, way_in, posted(number, "https://m.example/files/drawn.png"))
    await write(connection, [arrival], Door(False, True), recorder(clock))


async def _decided(connection: Connection, number: int, action: str, after_s: float = 2) -> None:
    at = START + timedelta(seconds=after_s)
    await connection.execute("INSERT INTO policies VALUES ('p', '', $1) ON CONFLICT DO NOTHING", at)
    await connection.execute(
        "INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at)"
        " SELECT id, 1, 'p', '1', '{}', '{}', ARRAY[$2], $3 FROM items WHERE uri = $1",
        a_post(number).uri,
        action,
        at,
    )


async def _rows(connection: Connection) -> dict[str, CanaryRow]:
    return {one.way_in: one for one in await canaries.latest(connection, 1)}


async def test_of_two_that_would_send_only_the_first_may(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        assert await canaries.begin(connection, _sending(server, "poll", "stream"), EARLIER)
        again = _sending(server, "poll", "stream", at=START + timedelta(seconds=1))
        assert not await canaries.begin(connection, again, EARLIER)
        rows = await canaries.latest(connection, 9)
    assert [(one.way_in, one.uri, one.due_at) for one in rows] == [("poll", "", SOON), ("stream", "", SOON)]


async def test_where_nothing_may_be_posted_nothing_is_begun(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await connection.execute("UPDATE servers SET has_canaries = false")
        assert not await canaries.begin(connection, _sending(server, "poll"), EARLIER)
        assert await canaries.latest(connection, 9) == []


async def test_only_the_way_in_that_told_of_it_has_passed(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll", "stream"), a_post(1))
        await _told(connection, server, WayIn.STREAM, 1)
        await canaries.mark_seen(connection, [URI], START + timedelta(seconds=2))
        rows = await _rows(connection)
    assert rows["stream"].seen_at == START + timedelta(seconds=2)
    assert rows["poll"].seen_at is None


async def test_the_relay_passes_when_it_saw_the_same_post(store: Store) -> None:
    """It knows the post by its URI alone, and may see it before any API tells of it."""
    server = await a_server(store)
    seen = NewsOf(replace(a_post(1, "https://m.example/files/drawn.png"), native_id=URI))
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll", "relay"), a_post(1))
        arrival = Arrival(server, WayIn.RELAY, seen)
        await write(connection, [arrival], Door(False, True), recorder(Clock()))
        await _decided(connection, 1, "canary")
        await canaries.mark_late(connection, EARLIER)
        rows = await _rows(connection)
        assert (rows["relay"].seen_at is None, rows["poll"].seen_at is None) == (False, True)
        assert await canaries.over(connection, [server], SOON) == [Posted(server, "1", URI)]


async def test_a_way_in_that_tells_later_passes_when_it_told(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll", "stream"), a_post(1))
        await _told(connection, server, WayIn.STREAM, 1)
        await _decided(connection, 1, "canary")
        await _told(connection, server, WayIn.POLL, 1, after_s=60)
        await canaries.mark_late(connection, EARLIER)
        rows = await _rows(connection)
    assert rows["stream"].seen_at == START + timedelta(seconds=2), "it came out when it was decided"
    assert rows["poll"].seen_at == START + timedelta(seconds=60)


async def test_a_post_that_did_not_come_out_as_a_canary_passes_nobody(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll"), a_post(1))
        await _told(connection, server, WayIn.POLL, 1)
        await _decided(connection, 1, "nothing")
        await canaries.mark_late(connection, EARLIER)
        assert (await _rows(connection))["poll"].seen_at is None


async def test_a_post_goes_when_every_way_in_has_seen_it_or_it_is_due(store: Store) -> None:
    server = await a_server(store)
    post = Posted(server, "1", URI)
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll", "stream"), a_post(1))
        await _told(connection, server, WayIn.STREAM, 1)
        await canaries.mark_seen(connection, [URI], START)
        assert await canaries.over(connection, [server], SOON - timedelta(seconds=1)) == []
        assert await canaries.over(connection, [server], SOON) == [post]
        await _told(connection, server, WayIn.POLL, 1)
        await canaries.mark_seen(connection, [URI], START)
        assert await canaries.over(connection, [server], START) == [post]
        assert await canaries.over(connection, [server + 1], SOON) == []
        await canaries.withdrawn(connection, post, SOON)
        assert await canaries.over(connection, [server], SOON) == []


async def test_a_post_that_cannot_be_taken_away_is_counted_and_left(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll", "stream"), a_post(1))
        await canaries.left(connection, Posted(server, "1", URI), "this server deletes no posts")
        assert await canaries.over(connection, [server], SOON) == []
        assert await canaries.still_there(connection) == {server: 1}


async def test_what_could_not_be_sent_says_why(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        sending = _sending(server, "poll")
        await canaries.begin(connection, sending, EARLIER)
        await canaries.failed(connection, sending, "the server answers 500")
        row = (await _rows(connection))["poll"]
        assert (row.said, row.uri) == ("the server answers 500", "")
        assert await canaries.over(connection, [server], SOON) == []


async def test_the_post_of_a_sender_that_was_killed_is_found_again(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await canaries.begin(connection, _sending(server, "poll", "stream"), EARLIER)
        await _told(connection, server, WayIn.STREAM, 1)
        await _told(connection, server, WayIn.STREAM, 2)
        await _decided(connection, 2, "nothing")
        await _decided(connection, 1, "canary")
        await canaries.adopt(connection, START, EARLIER)
        assert {one.uri for one in (await _rows(connection)).values()} == {""}, "it may still be sending"
        await canaries.adopt(connection, SOON, EARLIER)
        assert {one.uri for one in (await _rows(connection)).values()} == {URI}
        await canaries.mark_late(connection, EARLIER)
        assert (await _rows(connection))["stream"].seen_at is not None
        assert await canaries.over(connection, [server], SOON) == [Posted(server, "1", URI)]


@pytest.mark.parametrize(
    "stranger",
    [
        Author("8", "https://m.example/users/eve", is_local=True),
        Author("9", "https://far.example/eve", False),
    ],
    ids=["here", "of another server"],
)
async def test_a_strangers_post_of_one_of_our_pictures_is_never_taken_for_ours(
    store: Store, stranger: Author
) -> None:
    """It would prove nothing about us, and would be taken away."""
    server = await a_server(store)
    async with store.transaction() as connection:
        if stranger.is_local:
            await _sent(connection, _sending(server, "poll", at=EARLIER), a_post(2))
            await _told(connection, server, WayIn.POLL, 2)
        await canaries.begin(connection, _sending(server, "poll"), EARLIER + timedelta(seconds=1))
        theirs = replace(a_post(1, "https://m.example/files/drawn.png"), author=stranger)
        arrival = Arrival(server, WayIn.POLL, NewsOf(theirs))
        await write(connection, [arrival], Door(False, True), recorder(Clock()))
        await _decided(connection, 1, "canary")
        await canaries.adopt(connection, SOON, EARLIER)
        assert (await _rows(connection))["poll"].uri == ""


async def test_a_post_that_another_row_has_is_not_found_again(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _sent(connection, _sending(server, "poll"), a_post(1))
        await _told(connection, server, WayIn.POLL, 1)
        await _decided(connection, 1, "canary")
        later = _sending(server, "poll", at=START + timedelta(milliseconds=500))
        assert await canaries.begin(connection, later, START)
        await canaries.adopt(connection, SOON, EARLIER)
        assert (await _rows(connection))["poll"].uri == ""


async def test_the_latest_are_told_oldest_first(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        for minute in range(5):
            at = START + timedelta(minutes=minute)
            await canaries.begin(connection, _sending(server, "poll", at=at), at - timedelta(seconds=1))
        rows = await canaries.latest(connection, 3)
    assert [one.sent_at.minute for one in rows] == [2, 3, 4]


async def test_old_ones_are_forgotten_unless_their_post_is_still_to_go(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        for number in (1, 2):
            at = START + timedelta(minutes=number)
            sending = _sending(server, "poll", at=at)
            await canaries.begin(connection, sending, at - timedelta(seconds=1))
            post = Posted(server, str(number), a_post(number).uri)
            await canaries.sent(connection, sending, post, SOON)
        await canaries.withdrawn(connection, Posted(server, "1", URI), SOON)
        await canaries.forget(connection, START + timedelta(days=1))
        assert [one.uri for one in await canaries.latest(connection, 9)] == [a_post(2).uri]
