"""Verdicts are kept as they were said; the rest is tried by the desk over it."""

from datetime import timedelta

from leeward.store.desk.cases import verdicts
from leeward.store.desk.cases.verdicts import NewVerdict, Pass
from tests.queues import stage


async def test_a_verdict_is_read_back_as_it_was_said(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, ada = await desk.case(await desk.server()), await desk.visitor("ada")
        now = desk.clock()
        new = NewVerdict(
            [case], ada.person, "remove", ["suspend_account"], "why", True, now, now + timedelta(1)
        )
        async with desk.store.transaction() as connection:
            number = await verdicts.say(connection, new)
            row = await verdicts.one(connection, number)
            assert row
            assert (row.cases, row.kind, row.actions, row.why, row.name) == (
                (case,),
                "remove",
                ("suspend_account",),
                "why",
                "ada",
            )
            assert await verdicts.pending_cases(connection, [case, 99]) == {case}
            assert await verdicts.due(connection, now, 9) == []
            assert not await verdicts.begin(connection, number, now)
            later = now + timedelta(2)
            assert await verdicts.begin(connection, number, later)
            assert not await verdicts.undo(connection, number, ada.person, now)
            await verdicts.came_of(connection, number, case, {"state": "confirmed"})
            await verdicts.end(connection, number, later)
            ended = await verdicts.one(connection, number)
            assert ended
            assert ended.outcome == {case: {"state": "confirmed"}}
            assert not await verdicts.begin(connection, number, later)


async def test_a_pass_is_kept_for_that_person_and_reason(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, ada = await desk.case(await desk.server()), await desk.visitor("ada")
        async with desk.store.transaction() as connection:
            await verdicts.skip(connection, [case], Pass(ada.person, "unable", desk.clock()))
            assert await verdicts.has_passed(connection, case, ada.person, "unable")
            assert not await verdicts.has_passed(connection, case, ada.person, "skip")
            assert await verdicts.pass_on(connection, case) == "partner"
            assert await verdicts.pass_on(connection, 99) is None
            assert [one for one, _ in await verdicts.stuck(connection)] == [case]
