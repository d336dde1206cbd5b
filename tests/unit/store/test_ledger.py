"""The ledger's tables: entries wait, get their place, and one worker at a time gives it."""

import pytest

from leeward.store import ledger
from leeward.store.ledger import Row
from tests.stores import opened


async def test_entries_wait_in_the_order_they_were_written_and_then_have_a_place(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await ledger.add(connection, [])
        await ledger.add(connection, [Row("a", b"1", b"x", 7, 8), Row("b", b"2", b"y")])
        assert await ledger.state(connection) == (0, 2)
        waiting = await ledger.waiting(connection, 9)
        assert [leaf for _, leaf in waiting] == [b"1", b"2"]
        assert len(await ledger.waiting(connection, 1)) == 1
        assert await ledger.last_head(connection) is None
        numbers = [(number, place) for place, (number, _) in enumerate(waiting)]
        await ledger.place(connection, numbers, [(1, 0, b"node")], (2, b"head"))
        assert await ledger.state(connection) == (2, 0)
        assert await ledger.last_head(connection) == (2, b"head")
        assert await ledger.node(connection, 1, 0) == b"node"
        assert await ledger.node(connection, 0, 1) == b"2"
        for level in (0, 1):
            with pytest.raises(KeyError):
                await ledger.node(connection, level, 9)


async def test_one_transaction_at_a_time_places_entries(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        async with store.transaction() as one, store.transaction() as two:
            assert await ledger.is_mine(one)
            assert not await ledger.is_mine(two)
        async with store.transaction() as three:
            assert await ledger.is_mine(three)
