"""Credentials, in the database."""

from leeward.store.desk import people
from leeward.store.desk.entry import credentials
from leeward.store.desk.entry.credentials import NewCredential
from leeward.store.desk.people import NewPerson
from tests.stores import START, opened


async def test_a_credential_is_one_persons_moves_forward_and_goes(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada, bob = [
            await people.add(connection, NewPerson(name, name, ["lead"], True, "a test"), START)
            for name in ("ada", "bob")
        ]
        number = await credentials.add(
            connection, NewCredential(ada, "passkey", "k", b"1", {"count": 3}), START
        )
        assert number
        other = NewCredential(bob, "passkey", "k", b"2", {})
        assert await credentials.add(connection, other, START) is None
        row = await credentials.by_subject(connection, "passkey", "k")
        assert row
        assert (row.person, row.sealed, row.state) == (ada, b"1", {"count": 3})
        moved = [await credentials.advance(connection, number, "count", to, START) for to in (3, 4, 4, 2, 9)]
        assert moved == [False, True, False, False, True]
        assert await credentials.drop(connection, number, bob) is None
        assert await credentials.drop(connection, number, ada) == "passkey"
        assert await credentials.by_subject(connection, "passkey", "k") is None


async def test_a_new_password_takes_the_old_ones_place_and_an_account_stays(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        ada = await people.add(connection, NewPerson("ada", "ada", ["lead"], True, "a test"), START)
        for sealed in (b"old", b"new"):
            await credentials.put(connection, NewCredential(ada, "password", str(ada), sealed, {}), START)
        await credentials.add(connection, NewCredential(ada, "server", "https://m/@ada", b"", {}), START)
        (password,) = await credentials.of_person(connection, ada, "password")
        assert password.sealed == b"new"
        await credentials.used(connection, password.id, START)
        await credentials.drop_all(connection, ada)
        assert [one.kind for one in await credentials.of_person(connection, ada)] == ["server"]
