"""The ledger's tables, with what the sequencer writes into them."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leeward.ledger import heads
from leeward.ledger.tree import Frontier, Node, completed_at
from leeward.pipeline.recording import Note, Recorder
from leeward.store import ledger
from leeward.store.connection import Connection, Store
from leeward.worker.sequencing import Sequencer
from tests.stores import START, opened

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


async def record(store: Store, number: int, case: int | None = None) -> None:
    async with store.transaction() as connection:
        notes = [Note("test.noted", {"n": n}, case=case) for n in range(number)]
        await Recorder(lambda: START, os.urandom).record(connection, notes)


@asynccontextmanager
async def kept(url: str, *sizes: int) -> AsyncIterator[Store]:
    """A ledger that grew by so many entries at a time."""
    async with opened(url) as store:
        for size in sizes:
            await record(store, size)
            assert await Sequencer(store, KEY, lambda: START).run() == size
        yield store


@asynccontextmanager
async def snapshot(store: Store) -> AsyncIterator[Connection]:
    async with store.transaction() as connection:
        await ledger.snapshot(connection)
        yield connection


async def test_everything_comes_in_batches_and_in_order(fresh_database: str) -> None:
    async with kept(fresh_database, 3, 10, 7) as store, snapshot(store) as connection:
        entries = [one async for batch in ledger.every_entry(connection, 6) for one in batch]
        nodes: list[Node] = [one async for batch in ledger.every_node(connection, 4) for one in batch]
        signed = [one async for batch in ledger.every_head(connection, 2) for one in batch]
    assert [number for number, _, _ in entries] == list(range(20))
    assert [heads.decode(one).head.size for one in signed] == [3, 13, 20]
    _, expected = Frontier().append(leaf for _, leaf, _ in entries)
    assert nodes == expected
    assert nodes == sorted(nodes, key=lambda node: completed_at(node[0], node[1]))


async def test_a_batch_of_nodes_is_read_by_the_index(fresh_database: str) -> None:
    async with kept(fresh_database, 1) as store, snapshot(store) as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = await connection.fetch(
            "EXPLAIN SELECT level, number, hash, (number + 1) << level FROM ledger_nodes "
            "WHERE ((number + 1) << level, level) > (7::bigint, 1::smallint) "
            "ORDER BY (number + 1) << level, level LIMIT 3"
        )
    told = "\n".join(row[0] for row in plan)
    assert "ledger_nodes_by_completion" in told
    assert "Index Cond" in told
    assert "Sort" not in told


async def test_a_snapshot_does_not_see_what_comes_later(fresh_database: str) -> None:
    async with kept(fresh_database, 2) as store, snapshot(store) as connection:
        assert await ledger.state(connection) == (2, 0)
        await record(store, 3)
        assert await ledger.state(connection) == (2, 0)
        async with store.session() as other:
            assert await ledger.state(other) == (2, 3)


async def test_an_entry_is_found_by_its_number_or_its_case(fresh_database: str) -> None:
    async with kept(fresh_database, 2) as store:
        await record(store, 1, case=9)
        async with store.session() as connection:
            (of_case,) = await ledger.of_case(connection, 9)
            found = await ledger.entry(connection, 1)
            assert found is not None
            assert (found.number, found.kind) == (1, "test.noted")
            assert await ledger.entry(connection, 2) is None
    assert of_case.number is None
    assert b'"n":0' in (of_case.data or b"")


async def test_only_one_places_entries(fresh_database: str) -> None:
    async with kept(fresh_database) as store, store.transaction() as one:
        assert await ledger.is_mine(one)
        async with store.transaction() as other:
            assert not await ledger.is_mine(other)


async def test_nodes_and_leaves_are_read_alike_and_a_missing_one_is_a_key_error(fresh_database: str) -> None:
    async with kept(fresh_database, 2) as store, store.session() as connection:
        assert len(await ledger.node(connection, 0, 1)) == 32
        assert len(await ledger.node(connection, 1, 0)) == 32
        assert (await ledger.last_head(connection) or (0, b""))[0] == 2
        with pytest.raises(KeyError):
            await ledger.node(connection, 1, 1)
        with pytest.raises(KeyError):
            await ledger.node(connection, 0, 2)
