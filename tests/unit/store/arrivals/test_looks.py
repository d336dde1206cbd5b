"""Looking: each attempt is written once, and what is due or lost is found."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.model.items import WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store.arrivals import intake, looks
from leeward.store.arrivals.intake import NewItem
from leeward.store.arrivals.looks import Looked, MatchRow
from leeward.store.connection import Connection
from tests.stores import START, Clock, a_server, opened, posted, recorder

_COPIES = [{"place": "original", "url": "https://m.example/1.png"}]
SOON = START + timedelta(minutes=1)


async def _media(connection: Connection, server: int, number: int = 2) -> tuple[int, ...]:
    media = tuple((str(one), "image", _COPIES) for one in range(number))
    item = NewItem(server, "7", "u", "", "webhook", {"a": 1}, START, media)
    (added,) = await intake.add_items(connection, [item])
    return added.media


def _missed(media: int, attempt: int, is_final: bool = False) -> Looked:
    next_at = None if is_final else SOON
    return Looked(media, "vanished", is_final, "gone", None, None, None, None, attempt, next_at)


def _looked(media: int, attempt: int = 1) -> Looked:
    return Looked(media, "looked", True, None, 7, b"\1" * 32, "image/png", [{"kind": "md5"}], attempt, None)


async def test_what_was_looked_at_is_due_no_more_and_a_retry_is_due_in_time(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            one, two = await _media(connection, server)
            due = await looks.due(connection, [one, two], START)
            assert [(d.id, d.server, d.copies, d.attempts) for d in due] == [
                (one, server, _COPIES, 0),
                (two, server, _COPIES, 0),
            ]
            assert await looks.save(connection, [_looked(one), _missed(two, 1)], START) == {one, two}
            assert await looks.due(connection, [one, two], START) == []
            assert [d.attempts for d in await looks.due(connection, [one, two], SOON)] == [1]


async def test_an_attempt_is_written_once_and_nothing_replaces_a_final_look(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            one, two = await _media(connection, server)
            await looks.save(connection, [_looked(one), _missed(two, 1)], START)
            again = [_missed(one, 1), _looked(two, 1), _missed(one, 2)]
            assert await looks.save(connection, again, START) == set()
            assert await looks.save(connection, [_looked(two, 2)], SOON) == {two}
            rows = await connection.fetch("SELECT look, attempts, next_at FROM media ORDER BY id")
            assert [tuple(row) for row in rows] == [("looked", 1, None), ("looked", 2, None)]


async def test_a_post_stands_with_its_media_its_matches_and_its_rounds(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            one, two = await _media(connection, server)
            await looks.save(connection, [_looked(one)], START)
            await looks.add_matches(connection, [])
            match = MatchRow(one, "stand-ins", "v1", "md5", True, 0, 0, "whole", b"\2" * 32)
            await looks.add_matches(connection, [match])
            item = await connection.fetchval("SELECT id FROM items")
            await looks.lock_items(connection, [item])
            (found,) = await looks.standing(connection, [item, item + 1])
            assert (found.item, found.post, found.rounds) == (item, {"a": 1}, 0)
            assert [(row["id"], row["look"]) for row in found.media] == [(one, "looked"), (two, None)]
            assert [(row["media"], row["bank"]) for row in found.matches] == [(one, "stand-ins")]


async def test_media_whose_job_is_gone_are_found(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            never, retried, done = await _media(connection, server, 3)
            await looks.save(connection, [_missed(retried, 1), _looked(done)], START)
            assert await looks.lost(connection, START, 9) == []
            assert await looks.lost(connection, START + timedelta(seconds=1), 9) == [never]
            later = SOON + timedelta(seconds=1)
            assert await looks.lost(connection, later, 9) == [never, retried]
            assert await looks.lost(connection, later, 1) == [never]


async def test_while_the_queue_is_only_behind_nothing_is_lost(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        later = datetime.now(UTC) + timedelta(hours=1)
        async with store.transaction() as connection:
            clock = recorder(Clock())
            arrival = Arrival(server, WayIn.WEBHOOK, posted(1, "https://m.example/1.png"))
            await write(connection, [arrival], Door(), clock)
            assert await looks.lost(connection, later, 9) == []
            await connection.execute("DELETE FROM pgqueuer")
            assert len(await looks.lost(connection, later, 9)) == 1


@pytest.mark.parametrize("named", ["7", "u"])
async def test_a_post_is_cited_when_a_complaint_names_it_by_its_id_or_by_its_uri(
    fresh_database: str, named: str
) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            await _media(connection, server)
            item = await connection.fetchval("SELECT id FROM items")
            (found,) = await looks.standing(connection, [item])
            assert (found.is_cited, found.read, found.met) == (False, None, None)
            flag = (server, "1", {"posts": [named]}, START, True)
            await intake.add_flags(connection, [flag])
            (found,) = await looks.standing(connection, [item])
            assert found.is_cited
