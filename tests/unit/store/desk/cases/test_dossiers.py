"""Dossiers as they are kept."""

from leeward.store.desk.cases import dossiers
from leeward.store.desk.cases.dossiers import Sealed
from tests.queues import stage


async def test_whoever_writes_anew_takes_back_what_the_second_said(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        async with desk.store.transaction() as connection:
            await dossiers.lock(connection, case)
            assert await dossiers.one(connection, case) is None
            await dossiers.write(connection, case, Sealed(b"one", ada.person, desk.clock()))
            assert await dossiers.second(connection, case, Sealed(b"two", bob.person, desk.clock()), False)
            assert not await dossiers.second(connection, case, Sealed(b"x", bob.person, desk.clock()), True)
            row = await dossiers.one(connection, case)
            assert row
            assert (row.body, row.second, row.agrees, row.name, row.second_name) == (
                b"one",
                b"two",
                False,
                "ada",
                "bob",
            )
            await dossiers.write(connection, case, Sealed(b"new", bob.person, desk.clock()))
            again = await dossiers.one(connection, case)
            assert again
            assert (again.body, again.second, again.agrees, again.name) == (b"new", None, None, "bob")
