"""Figures, each of rows that a person can count."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from leeward.model.items import WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store import servers
from leeward.store.arrivals import intake
from leeward.store.connection import Connection, Store
from leeward.store.policies import brakes
from leeward.store.policies.brakes import Counted
from leeward.store.watch import figures
from leeward.store.watch.figures import Looks, Waiting
from tests.stores import START, Clock, a_server, opened, posted, recorder

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _posts(connection: Connection, server: int, number: int) -> None:
    """Posts with a picture each, one a minute."""
    for one in range(number):
        clock = Clock()
        clock.pass_s(60 * one)
        arrival = Arrival(server, WayIn.POLL, posted(one, f"https://m.example/{one}.png"))
        await write(connection, [arrival], Door(False, True), recorder(clock))


async def _looked(connection: Connection, number: int, look: str, is_final: bool = True) -> None:
    await connection.execute(
        "UPDATE media SET look = $2, is_final = $3, looked_at = $4, next_at = $5 WHERE native_id = $1",
        f"{number}-0",
        look,
        is_final,
        START + 10 * MINUTE,
        None if is_final else START + 20 * MINUTE,
    )


async def test_what_waits_is_as_old_as_the_first_that_is_due(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        assert await figures.waiting(connection, START) == Waiting(0, None)
        await _posts(connection, server, 3)
        assert await figures.waiting(connection, START) == Waiting(3, START)
        await _looked(connection, 0, "looked")
        await _looked(connection, 1, "unreachable", is_final=False)
        assert await figures.waiting(connection, START) == Waiting(1, START + 2 * MINUTE)
        later = await figures.waiting(connection, START + 21 * MINUTE)
        assert later.media == 2, "its next attempt is due"


async def test_a_post_that_is_looked_at_and_not_decided_is_overdue(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _posts(connection, server, 2)
        assert await figures.undecided(connection) is None
        await _looked(connection, 1, "looked")
        assert await figures.undecided(connection) == START + MINUTE
        await connection.execute("UPDATE items SET decided_at = $1", START)
        assert await figures.undecided(connection) is None


async def test_looks_are_counted_by_what_came_of_them(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _posts(connection, server, 4)
        for number, look in enumerate(("looked", "looked", "vanished")):
            await _looked(connection, number, look)
        found = await figures.looks(connection, START)
        assert (found.by_look, found.total, found.unknown) == ({"looked": 2, "vanished": 1}, 3, 1)
        assert await figures.looks(connection, START + 11 * MINUTE) == Looks({})


async def test_cases_are_counted_while_they_are_open(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _posts(connection, server, 3)
        for number, state in enumerate(("waiting", "waiting", "closed")):
            await connection.execute(
                "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by)"
                " SELECT id, server, $2, 'held', '{}', $3, $3, 'a job' FROM items WHERE native_id = $1",
                str(number),
                state,
                START + number * MINUTE,
            )
        assert await figures.cases(connection) == {"waiting": 2}
        assert await figures.impatient(connection, {"waiting": START}) == {}
        before = {"waiting": START + MINUTE, "decided": START + MINUTE}
        assert await figures.impatient(connection, before) == {"waiting": 1}


async def test_orders_are_counted_until_their_end(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await _posts(connection, server, 1)
        case = await connection.fetchval(
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by)"
            " SELECT id, server, 'waiting', 'held', '{}', seen_at, seen_at, 'a job' FROM items RETURNING id"
        )
        for number, (state, ended) in enumerate((("stopped", None), ("by hand", None), ("done", START))):
            await connection.execute(
                'INSERT INTO orders (key, "case", server, action, target, subject, state, made_at, ended_at)'
                " VALUES ($1, $2, $3, 'hold_post', '1', '{}', $4, $5, $6)",
                str(number),
                case,
                server,
                state,
                START,
                ended,
            )
        assert await figures.orders(connection) == {"stopped": 1, "by hand": 1}


async def test_the_ledger_tells_what_waits_for_a_place(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        empty = await figures.ledger(connection)
        assert (empty.size, empty.waiting, empty.oldest, empty.head) == (0, 0, None, None)
        await _posts(connection, server, 2)
        found = await figures.ledger(connection)
        assert (found.size, found.waiting) == (0, 2)
        assert found.oldest is not None
        assert b'"kind":"post.seen"' in found.oldest
        await connection.execute("UPDATE ledger SET number = id")
        await connection.execute("INSERT INTO ledger_heads VALUES (1, 'a'), (2, 'b')")
        found = await figures.ledger(connection)
        assert (found.size, found.waiting, found.oldest, found.head) == (2, 0, None, b"b")


async def test_what_is_only_counted_is_of_its_day(store: Store) -> None:
    day = date(2026, 5, 1)
    async with store.transaction() as connection:
        await intake.count(connection, day, {(1, "dropped: direct"): 3})
        assert await figures.counts(connection, day) == {(1, "dropped: direct"): 3}
        assert await figures.counts(connection, day + timedelta(days=1)) == {}


async def test_a_way_in_that_was_asked_says_when(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await servers.move_cursor(connection, server, "poll", {}, START)
        assert await figures.polled(connection) == {(server, "poll"): START}


async def test_the_schema_has_a_version_once_it_is_there(fresh_database: str, store: Store) -> None:
    async with store.session() as connection:
        version = await figures.schema(connection)
        assert version is not None
        assert version.startswith("00")


async def test_an_empty_database_has_no_schema(empty_database: str) -> None:
    async with Store(empty_database) as store, store.session() as connection:
        assert await figures.schema(connection) is None


async def test_answers_of_rules_are_summed_over_rules_and_hours(store: Store) -> None:
    async with store.transaction() as connection:
        assert await figures.answers(connection, START) == {"known": 0, "unknown": 0}
        for hour in range(3):
            both = [Counted("a", True, 5, 1, 2), Counted("b", False, 1, 0, 0)]
            await brakes.count(connection, both, START + hour * 60 * MINUTE)
        assert await figures.answers(connection, START) == {"known": 12, "unknown": 4}
