"""Rows of tokens; what they allow is tested with review/reach."""

from datetime import timedelta

import pytest

from leeward.model.errors import NotWritable
from leeward.store.connection import part
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.desk.reach import tokens
from leeward.store.desk.reach.tokens import NewToken
from tests.stores import START, opened

LATER = START + timedelta(days=1)


async def test_a_digest_leads_to_its_person_until_its_end(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await people.add(connection, NewPerson("ada", "ada", ["lead"], False, "a test"), START)
        number = await tokens.add(connection, NewToken(ada, "console", b"1", ["own"]), START, LATER)
        found = await tokens.recognise(connection, b"1", START)
        assert found is not None
        assert (found.token, found.id, found.name, found.roles, found.scopes) == (
            number,
            ada,
            "ada",
            ("lead",),
            ("own",),
        )
        assert (found.servers, found.grants, found.is_everywhere) == (frozenset(), frozenset(), False)
        assert await tokens.recognise(connection, b"1", LATER) is None
        assert await tokens.recognise(connection, b"2", START) is None


async def test_a_digest_stands_once(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await people.add(connection, NewPerson("ada", "ada", [], False, "a test"), START)
        await tokens.add(connection, NewToken(ada, "console", b"1", []), START, LATER)
        with pytest.raises(NotWritable):
            async with part(connection):
                await tokens.add(connection, NewToken(ada, "console", b"1", []), START, LATER)


async def test_lists_and_counts_are_of_one_person_or_of_all(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        one, two = [
            await people.add(connection, NewPerson(name, name, [], False, "a test"), START)
            for name in ("ada", "bo")
        ]
        first = await tokens.add(connection, NewToken(one, "a", b"1", []), START, LATER)
        await tokens.add(connection, NewToken(two, "b", b"2", []), START, LATER)
        assert [row.name for row in await tokens.standing(connection, one, START)] == ["a"]
        assert [row.name for row in await tokens.standing(connection, None, START)] == ["a", "b"]
        assert await tokens.standing(connection, None, LATER) == []
        assert await tokens.number(connection, one, START) == 1
        assert await tokens.revoke(connection, first, two, START) is None
        assert await tokens.revoke(connection, first, one, START) == one
        assert await tokens.revoke(connection, first, None, START) is None
        assert await tokens.number(connection, one, START) == 0
