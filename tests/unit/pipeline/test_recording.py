"""A note becomes an entry of the ledger in the transaction of what it tells of."""

from contextlib import suppress

import pytest

from leeward.ledger.entries import decode, leaf_hash
from leeward.model.errors import LedgerError
from leeward.model.findings import Json
from leeward.pipeline.recording import Note
from tests.stores import START, Clock, opened, recorder


async def test_an_entry_says_what_happened_when_and_is_salted(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        note = Note("post.seen", {"way_in": "poll"}, item=7, case=8)
        async with store.transaction() as connection:
            await recorder(Clock()).record(connection, [note, note])
            await recorder(Clock()).record(connection, [])
            rows = await connection.fetch('SELECT kind, leaf, data, item, "case" FROM ledger')
        entries = [decode(row["data"]) for row in rows]
        assert [(one.kind, one.at, one.body) for one in entries] == [("post.seen", START, note.body)] * 2
        assert entries[0].salt != entries[1].salt
        assert all(leaf_hash(row["data"]) == row["leaf"] for row in rows)
        assert [(row["kind"], row["item"], row["case"]) for row in rows] == [("post.seen", 7, 8)] * 2


async def test_what_is_rolled_back_was_never_recorded(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        with suppress(ZeroDivisionError):
            async with store.transaction() as connection:
                await recorder(Clock()).record(connection, [Note("post.seen", {})])
                _ = 1 / 0
        async with store.session() as connection:
            assert await connection.fetchval("SELECT count(*) FROM ledger") == 0


async def test_a_body_that_cannot_be_carried_is_refused(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        with pytest.raises(LedgerError):
            await recorder(Clock()).record(connection, [Note("post.seen", {"number": 2**60})])


async def test_an_entry_is_found_by_who_did_it_but_not_by_who_was_shown_what(fresh_database: str) -> None:
    bodies: tuple[dict[str, Json], ...] = (
        {"person": "ada"},
        {"author": "bob"},
        {"person": 12},
        {"person": None},
        {"is": True},
    )
    async with opened(fresh_database) as store, store.transaction() as connection:
        notes = [Note("case.closed", body) for body in bodies]
        await recorder(Clock()).record(connection, [*notes, Note("view.began", {"person": "ada"})])
        rows = await connection.fetch("SELECT person FROM ledger ORDER BY id")
    assert [row["person"] for row in rows] == ["ada", "bob", "12", None, None, None]
