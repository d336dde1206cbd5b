"""Rows of what people said of files; what may be decided by them at all."""

from datetime import timedelta

from leeward.store.casework import memory
from tests.queues import Picture, stage

BRIDGE = Picture(b"s" * 32, entries=[(b"e", 0)])
OURS = "leeward-canary"


async def test_a_file_is_told_with_who_judged_it_on_this_server(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        before, case = await desk.case(server, pictures=[BRIDGE]), await desk.case(server, pictures=[BRIDGE])
        await desk.ask(
            "UPDATE cases SET state = 'closed', verdict = 'released', verdict_by = 'ada' WHERE id = $1",
            before,
        )
        async with desk.store.transaction() as connection:
            found = await memory.open_case(connection, case, desk.clock())
            assert found is not None
            (file,) = await memory.matched(connection, found.item, OURS)
            assert (file.sha256, file.banks) == (b"s" * 32, ("bridges",))
            assert await memory.matched(connection, found.item, "bridges") == []
            (judged,) = await memory.judged(connection, found, [file.sha256], OURS)
            assert (judged.case, judged.verdict, judged.verdict_by) == (before, "released", "ada")
            assert (judged.matched, judged.voices, judged.is_asked_again) == (1, 0, False)
            assert await memory.decided(connection, found.item) == []
            assert await memory.confirm(connection, case, before, "ada", desk.clock())
            assert not await memory.confirm(connection, case, before, "ada", desk.clock())
            assert await memory.open_case(connection, case, desk.clock()) is None


async def test_a_case_that_somebody_is_at_is_theirs(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, case = await desk.visitor("ada"), await desk.case(await desk.server(), pictures=[BRIDGE])
        await desk.room.queue.claim(ada, case)
        async with desk.store.session() as connection:
            assert await memory.open_case(connection, case, desk.clock()) is None
            assert await memory.open_case(connection, case, desk.clock() + timedelta(hours=1)) is not None


async def test_what_a_case_was_decided_as_is_kept_with_it(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        before, case = await desk.case(server), await desk.case(server)
        async with desk.store.transaction() as connection:
            await memory.remember(connection, case, before)
        assert await desk.ask("SELECT remembers FROM cases WHERE id = $1", case) == [(before,)]
