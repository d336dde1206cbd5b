"""The ledger's entries get their places in order, once, whoever gives them and whenever it is killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leeward.ledger import heads
from leeward.ledger.audit import Audit, Kept, audit
from leeward.ledger.tree import completed_at
from leeward.model.errors import DatabaseError, LedgerError
from leeward.pipeline.recording import Note
from leeward.store import ledger
from leeward.store.connection import Store
from leeward.worker.sequencing import Sequencer
from tests.databases import Databases
from tests.stores import Clock, opened, recorder

KEY = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _note(store: Store, *numbers: int) -> None:
    async with store.transaction() as connection:
        await recorder(Clock()).record(connection, [Note("a.b", {"n": n}) for n in numbers])


async def _audited(store: Store) -> Audit:
    async with store.session() as connection:
        rows = await connection.fetch(
            "SELECT number, leaf, data FROM ledger WHERE number IS NOT NULL ORDER BY number"
        )
        nodes = await connection.fetch("SELECT level, number, hash FROM ledger_nodes")
        signed = await connection.fetch("SELECT head FROM ledger_heads ORDER BY size")
    kept = Kept(
        [(row["number"], row["leaf"], row["data"]) for row in rows],
        sorted(((n["level"], n["number"], n["hash"]) for n in nodes), key=lambda n: completed_at(n[0], n[1])),
        [row["head"] for row in signed],
    )
    return audit(kept, {heads.key_id(KEY.public_key()): KEY.public_key()})


async def test_entries_are_placed_in_the_order_they_were_written_under_a_signed_head(store: Store) -> None:
    sequencer = Sequencer(store, KEY, Clock())
    assert await sequencer.run() == 0
    for numbers in ((1, 2, 3), (4,), (5, 6, 7, 8, 9)):
        await _note(store, *numbers)
        assert await sequencer.run() == len(numbers)
    told = await _audited(store)
    assert (told.ok, told.checked, told.signed, told.problems) == (True, 9, 9, ())
    async with store.session() as connection:
        rows = await connection.fetch("SELECT id, number FROM ledger ORDER BY id")
        assert [row["number"] for row in rows] == list(range(9))


async def test_several_at_once_place_each_entry_once(store: Store) -> None:
    for first in range(0, 60, 20):
        await _note(store, *range(first, first + 20))
        placed = await asyncio.gather(*(Sequencer(store, KEY, Clock()).run() for _ in range(4)))
        assert sum(placed) == 20
    assert (await _audited(store)).ok


async def test_more_than_fits_one_head_is_placed_in_several(store: Store) -> None:
    await _note(store, *range(10))
    assert await Sequencer(store, KEY, Clock(), most=4).run() == 10
    told = await _audited(store)
    assert (told.ok, told.signed) == (True, 10)
    async with store.session() as connection:
        assert await connection.fetchval("SELECT count(*) FROM ledger_heads") == 3


async def test_a_kill_before_the_end_places_nothing_and_nothing_twice_after_it(databases: Databases) -> None:
    with databases.fresh() as url:
        name = url.partition("?")[0].rpartition("/")[2]

        class Killing(Clock):
            """The time is asked for between reading and writing."""

            def __call__(self):  # type: ignore[no-untyped-def]
                databases.do(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                )
                return super().__call__()

        async with opened(url) as store:
            await _note(store, 1, 2, 3)
            with pytest.raises(DatabaseError):
                await Sequencer(store, KEY, Killing()).run()
            with suppress(DatabaseError):
                await _audited(store)
            async with store.session() as connection:
                assert await ledger.state(connection) == (0, 3)
            assert await Sequencer(store, KEY, Clock()).run() == 3
            told = await _audited(store)
            assert (told.ok, told.checked) == (True, 3)


@pytest.mark.parametrize("damage", ["DELETE FROM ledger_nodes", "UPDATE ledger_nodes SET hash = sha256('x')"])
async def test_nothing_is_added_to_a_tree_that_is_not_what_was_signed(store: Store, damage: str) -> None:
    clock = Clock()
    sequencer = Sequencer(store, KEY, clock)
    await _note(store, 1, 2)
    await sequencer.run()
    async with store.transaction() as connection:
        await connection.execute(damage)
    await _note(store, 3)
    clock.at += timedelta(seconds=2)
    with pytest.raises(LedgerError):
        await sequencer.run()
    async with store.session() as connection:
        assert await ledger.state(connection) == (2, 1)
