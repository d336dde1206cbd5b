"""An author's words are sealed, and an appeal is not dealt to whoever decided."""

import pytest

from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.review.people.rights import Role
from leeward.store.casework import appeals
from tests.queues import Stage, stage


async def _removed(desk: Stage) -> int:
    case = await desk.case(await desk.server())
    assert await desk.room.ground.verdicts().confirm(case, "Ada")
    return case


async def test_words_are_sealed_and_whoever_decided_is_noted_as_having_had_a_part(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        case = await _removed(desk)
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        number = await desk.room.appeals.file(bob, case, " It is a drawing. ")
        assert await desk.ask("SELECT person, kind FROM passes") == [(ada.person, "first")]
        ((said,),) = await desk.ask("SELECT said FROM appeals")
        assert b"drawing" not in bytes(said)  # type: ignore[call-overload]
        async with desk.store.session() as connection:
            filed = await appeals.filed(connection, number)
        assert filed
        assert (filed.filed_by, desk.room.appeals.words(filed)) == ("bob", "It is a drawing.")


async def test_an_appeal_without_words_is_one_too(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, bob = await _removed(desk), await desk.visitor("bob")
        number = await desk.room.appeals.file(bob, case, "  ")
        async with desk.store.session() as connection:
            filed = await appeals.filed(connection, number)
        assert filed
        assert desk.room.appeals.words(filed) == ""


async def test_who_may_not_see_the_case_or_says_too_much_is_refused(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await _removed(desk)
        far = await desk.visitor("far", servers=[])
        with pytest.raises(CaseError, match="there is no case"):
            await desk.room.appeals.file(far, case, "")
        with pytest.raises(NotAllowed):
            await desk.room.appeals.file(await desk.visitor("olga", Role.OBSERVER), case, "")
        with pytest.raises(UsageError, match="10001 characters"):
            await desk.room.appeals.file(await desk.visitor("bob"), case, "x" * 10_001)
        assert await desk.ask("SELECT 1 FROM appeals") == []
