"""The one screen, gathered from a real database."""

import json
import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leeward.canary.lamps import Lamp
from leeward.canary.screen import ListState, Screen
from leeward.canary.status import Here, gather, to_json
from leeward.config import Canary, Config
from leeward.ledger import heads
from leeward.model.errors import DatabaseError
from leeward.model.items import WayIn
from leeward.model.servers import ServerCard
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.store import servers
from leeward.store.arrivals import intake
from leeward.store.cluster.engine import Engine, EngineKind
from leeward.store.connection import Connection, Store
from leeward.store.servers import NewServer
from leeward.store.watch import alarms, canaries, workers
from leeward.store.watch.canaries import Sending
from leeward.store.watch.workers import Worker
from tests.stores import START, Clock, opened, posted, recorder

ENGINE = Engine(EngineKind.OWN, "18.1", "db.example", "postgresql://u:secret@db.example/x")
ADDRESS = "https://m.example"
MINUTE = timedelta(minutes=1)
CARD = ServerCard("gotosocial", "0.21.1", "mastodon", (), (), missing=("the scope write:statuses",))


def _here(*lists: ListState, canary: Canary | None = None) -> Here:
    return Here(Config(canary=canary or Canary()), ENGINE, lists)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _server(connection: Connection, *ways: str) -> int:
    return await servers.put(connection, NewServer(ADDRESS, CARD, ways, b"sealed"), START)


async def _screen(connection: Connection, here: Here | None = None, after: timedelta = MINUTE) -> Screen:
    return await gather(connection, here or _here(), START + after)


async def test_a_database_in_which_nothing_happened_has_a_screen(store: Store) -> None:
    async with store.session() as connection:
        screen = await _screen(connection)
    assert screen.is_well
    assert (screen.servers, screen.processes, screen.alarms) == ((), (), ())
    assert (screen.database.kind, screen.database.where) == ("your own", "db.example")


async def test_a_database_without_a_schema_says_what_to_do(empty_database: str) -> None:
    async with Store(empty_database) as store, store.session() as connection:
        with pytest.raises(DatabaseError, match="nothing is set up") as caught:
            await _screen(connection)
    assert "leeward connect" in caught.value.hint


async def test_each_configured_way_in_has_a_lamp(store: Store) -> None:
    async with store.transaction() as connection:
        number = await _server(connection, "poll", "stream")
        sending = Sending(number, ("poll",), START, START + MINUTE)
        await canaries.begin(connection, sending, START - MINUTE)
        await servers.move_cursor(connection, number, "poll", {}, START)
        (server,) = (await _screen(connection, after=2 * MINUTE)).servers
    lamps = {way.light.way_in: (way.light.lamp, way.light.said) for way in server.ways_in}
    assert lamps == {
        "poll": (Lamp.YELLOW, "it was stopped while it was being sent"),
        "stream": (Lamp.YELLOW, "no canary was sent yet"),
    }
    assert [way.polled_at for way in server.ways_in] == [START, None]
    assert (server.software, server.version, server.missing) == ("gotosocial", "0.21.1", CARD.missing)


@pytest.mark.parametrize(
    ("server", "canary", "said"),
    [
        (NewServer(ADDRESS, CARD, ("poll",)), Canary(), "without a token no canary can be posted there"),
        (NewServer(ADDRESS, CARD, ("poll",), b"sealed"), Canary(is_on=False), "canaries are switched off"),
        (
            NewServer(ADDRESS, CARD, ("poll",), b"sealed", has_canaries=False),
            Canary(),
            "it was connected without canaries",
        ),
    ],
    ids=["no token", "switched off", "not wished"],
)
async def test_a_lamp_that_is_off_says_why(
    store: Store, server: NewServer, canary: Canary, said: str
) -> None:
    async with store.transaction() as connection:
        await servers.put(connection, server, START)
        (seen,) = (await _screen(connection, _here(canary=canary))).servers
    assert (seen.ways_in[0].light.lamp, seen.ways_in[0].light.said) == (Lamp.OFF, said)


async def test_two_missed_canaries_are_a_problem(store: Store) -> None:
    async with store.transaction() as connection:
        number = await _server(connection, "poll")
        for minute in (0, 30):
            at = START + minute * MINUTE
            sending = Sending(number, ("poll",), at, at + 5 * MINUTE)
            assert await canaries.begin(connection, sending, at - MINUTE)
            await canaries.failed(connection, sending, "the server answers 500")
        screen = await _screen(connection, after=31 * MINUTE)
    assert not screen.is_well
    assert f"canary.{number}.poll" in screen.problems


async def test_what_waits_and_what_was_dropped_are_on_it(store: Store) -> None:
    clock = Clock()
    async with store.transaction() as connection:
        number = await _server(connection, "poll")
        arrival = Arrival(number, WayIn.POLL, posted(1, "https://m.example/files/1.png"))
        await write(connection, [arrival], Door(False, True), recorder(clock))
        await intake.count(connection, START.date(), {(number, "dropped: a direct message"): 2})
        screen = await _screen(connection, after=11 * MINUTE)
    assert (screen.queue.media, screen.queue.oldest, screen.queue.jobs) == (1, START, {"look": 1})
    assert (screen.ledger.size, screen.ledger.waiting, screen.ledger.since) == (0, 1, START)
    assert [(one.server, one.number) for one in screen.counted] == [(number, 2)]
    assert {"queue", "ledger", "workers"} <= set(screen.problems)


async def test_the_ledgers_head_says_when(store: Store) -> None:
    head = heads.encode(heads.sign(3, bytes(32), START, Ed25519PrivateKey.generate()))
    async with store.transaction() as connection:
        await connection.execute("INSERT INTO ledger_heads VALUES (3, $1)", head)
        ledger = (await _screen(connection)).ledger
        assert (ledger.size, ledger.head_at) == (3, START)
        await connection.execute("INSERT INTO ledger_heads VALUES (4, $1)", os.urandom(9))
        assert (await _screen(connection)).ledger.head_at is None, "leeward ledger verify tells more"


async def test_a_process_that_says_nothing_for_a_minute_does_not_live(store: Store) -> None:
    one = Worker("a", "host", ("worker",), "1.0", START, START, 1 << 40, 1 << 41)
    async with store.transaction() as connection:
        await workers.beat(connection, one)
        assert (await _screen(connection)).processes[0].is_alive
        later = await _screen(connection, after=MINUTE + timedelta(seconds=1))
    assert not later.processes[0].is_alive


async def test_alarms_and_who_does_not_hear_them_are_on_it(store: Store) -> None:
    async with store.transaction() as connection:
        await alarms.raise_(connection, "queue", "media wait", START)
        (claimed,) = await alarms.claim(connection, ["mail"], alarms.Manners(START, START), START)
        await alarms.not_told(connection, claimed, "no connection")
        screen = await _screen(connection)
    assert [(one.name, one.since) for one in screen.alarms] == [("queue", START)]
    assert screen.untold == {"mail": "no connection"}


async def test_machines_read_the_same_screen_without_a_password(store: Store) -> None:
    async with store.transaction() as connection:
        await _server(connection, "poll")
        told = to_json(await _screen(connection, _here(ListState("a", 5, START))))
    text = json.dumps(told)
    assert isinstance(told, dict)
    assert told["is_well"] is False
    assert told["at"] == "2026-05-01T12:01:00Z"
    assert "secret" not in text
    assert "sealed" not in text
