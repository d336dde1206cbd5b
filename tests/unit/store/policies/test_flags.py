"""The log's rows."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from leeward.store.connection import Store
from leeward.store.policies import flags
from leeward.store.policies.flags import EventRow
from tests.stores import START, a_server, opened


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _row(item: str, kind: str = "complaint", source: str = "s", *, is_past: bool = False) -> EventRow:
    return EventRow(START, kind, None, item, source, is_past, {"group": "general", "flag": item})


async def test_ids_are_in_the_order_of_commits(store: Store) -> None:
    """Else who reads on after the last id that it saw would miss what was committed later."""
    order: list[str] = []
    first_holds = asyncio.Event()

    async def first() -> None:
        async with store.transaction() as connection:
            await flags.lock(connection)
            first_holds.set()
            await flags.append(connection, [_row("1")])
            await asyncio.sleep(0.2)
            order.append("1")

    async def second() -> None:
        await first_holds.wait()
        async with store.transaction() as connection:
            await flags.lock(connection)
            order.append("2")
            await flags.append(connection, [_row("2")])

    await asyncio.gather(first(), second())
    async with store.session() as connection:
        assert [one.item for one in await flags.every(connection, 0, 9)] == order == ["1", "2"]


async def test_what_is_there_is_not_added_again(store: Store) -> None:
    rows = [_row("1"), _row("1"), _row("1", source="t"), _row("1", "hidden"), _row("1", "hidden"), _row("2")]
    async with store.transaction() as connection:
        await flags.append(connection, rows)
        assert [(one.item, one.kind) for one in await flags.every(connection, 0, 9)] == [
            ("1", "complaint"),
            ("1", "complaint"),
            ("1", "hidden"),
            ("2", "complaint"),
        ]
        assert await flags.complained_of(connection, [1, 2, 3]) == {1, 2}


async def test_the_past_is_told_apart(store: Store) -> None:
    async with store.transaction() as connection:
        await flags.append(connection, [_row("1"), _row("2", is_past=True), _row("3", is_past=True)])
        last = await flags.last_past(connection)
        assert [one.item for one in await flags.since(connection, 0, 9)] == ["1"]
        assert [one.item for one in await flags.past(connection, last)] == ["2", "3"]
        assert [one.item for one in await flags.past(connection, last - 1)] == ["2"]
        ids = [one.id for one in await flags.every(connection, 0, 9)]
        assert await flags.are_there(connection, ids)
        assert not await flags.are_there(connection, [*ids, 10_000])


async def test_held_and_trusted_are_known(store: Store) -> None:
    async with store.transaction() as connection:
        await flags.append(connection, [_row("7", "held"), _row("", "trusted", "domain:forum.example")])
        assert await flags.held(connection, 7) == ["general"]
        assert await flags.held(connection, 8) == []
        found = await flags.trusted(connection, ["domain:forum.example", "domain:o.example"])
        assert found == {"domain:forum.example"}


async def test_settled_complaints_are_kept_until_all_are_there(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        await flags.remember(connection, server, {"5": {"a": 1}, "6": {"a": 2}})
        await flags.remember(connection, server, {"6": {"a": 3}})
        assert await flags.remembered(connection, server) == {"5": {"a": 1}, "6": {"a": 3}}
        assert await flags.remembered(connection, server + 1) == {}
