"""A dossier is read by two people, each for themselves, and sent to nobody."""

import pytest

from leeward.config import Config, Live
from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.review.cases.dossiers import Category, Stage
from leeward.review.people.rights import Role
from tests.queues import stage


async def test_the_second_chooses_without_seeing_what_the_first_chose(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), queue="child-safety")
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        room = desk.room.dossiers
        assert (await room.told(ada, case)).stage is Stage.NONE
        await room.write(ada, case, Category.TRADE, "Seen as facts: two links.")
        seen = await room.told(bob, case)
        assert (seen.stage, seen.first, seen.second, seen.may_second, seen.may_write) == (
            Stage.FIRST,
            None,
            None,
            True,
            False,
        )
        mine = await room.told(ada, case)
        assert mine.first
        assert (mine.first.category, mine.may_second, mine.may_write) == (Category.TRADE, False, True)
        assert await room.second(bob, case, Category.TRADE)
        both = await room.told(bob, case)
        assert both.stage is Stage.AGREED
        assert both.first
        assert both.first.notes == "Seen as facts: two links."
        assert both.second
        assert both.second.by == "bob"


async def test_what_is_written_is_sealed_and_the_ledger_knows_that_it_was(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), queue="child-safety")
        ada = await desk.visitor("ada")
        await desk.room.dossiers.write(ada, case, Category.TRADE, "two links")
        ((body,),) = await desk.ask("SELECT body FROM dossiers")
        assert b"links" not in bytes(body)  # type: ignore[call-overload]
        assert ("dossier.written",) in await desk.ask("SELECT kind FROM ledger")


async def test_two_who_see_it_differently_leave_it_to_a_lead(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), queue="child-safety")
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        lena = await desk.visitor("lena", Role.LEAD)
        room = desk.room.dossiers
        await room.write(ada, case, Category.TRADE, "")
        assert not await room.second(bob, case, Category.MADE)
        assert (await room.told(ada, case)).stage is Stage.APART
        with pytest.raises(CaseError, match="somebody else has written"):
            await room.write(ada, case, Category.MADE, "")
        assert (await room.told(lena, case)).may_write
        await room.write(lena, case, Category.MADE, "")
        assert (await room.told(bob, case)).may_second
        assert await room.second(bob, case, Category.MADE)


async def test_who_wrote_it_does_not_read_it_second_unless_nobody_else_is_there(fresh_database: str) -> None:
    async with stage(fresh_database, Config(live=Live(alone=True))) as desk:
        case = await desk.case(await desk.server(), queue="child-safety")
        ada, room = await desk.visitor("ada"), desk.room.dossiers
        with pytest.raises(CaseError, match="nothing about case"):
            await room.second(ada, case, Category.TRADE)
        await room.write(ada, case, Category.TRADE, "")
        with pytest.raises(CaseError, match="you wrote this yourself"):
            await room.second(ada, case, Category.TRADE)
        desk.clock.pass_s(30 * 60)
        assert await room.second(ada, case, Category.TRADE)


async def test_only_who_may_see_such_cases_writes_and_not_without_end(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), queue="child-safety")
        with pytest.raises(NotAllowed):
            await desk.room.dossiers.told(await desk.visitor("plain", Role.MODERATOR), case)
        ada = await desk.visitor("ada")
        with pytest.raises(UsageError, match="10001 characters"):
            await desk.room.dossiers.write(ada, case, Category.OTHER, "x" * 10_001)
        with pytest.raises(CaseError, match="there is no case 99"):
            await desk.room.dossiers.told(ada, 99)


async def test_the_law_of_the_place_is_told_with_how_it_is_known(fresh_database: str) -> None:
    async with stage(fresh_database, Config(live=Live(jurisdiction="DE"))) as desk:
        case = await desk.case(await desk.server())
        laws = (await desk.room.dossiers.told(await desk.visitor("ada"), case)).laws
        assert {one.place for one in laws} >= {"Germany"}
        assert any(one.is_recalled for one in laws)
        assert {one.about for one in laws} <= {"report", "preserve", "copy", "author"}
