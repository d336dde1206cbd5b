"""Why a case is there: made again to the same bytes, with no more than its reader may know."""

from pathlib import Path

import pytest

from leeward.model.errors import CaseError
from leeward.policy.past.replay import Again
from leeward.review.people.rights import Role
from tests.offices import judged, office, sits
from tests.stores import a_server


async def test_a_decision_comes_out_the_same_until_somebody_changes_the_record(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        (case,) = await judged(desk, 1)
        ada = (await sits(desk, "ada", Role.LEAD)).visitor
        told = await desk.room.whys.why(ada, case)
        (one,) = told.decisions
        assert (one.again, one.differs, one.version, one.code) == (Again.SAME, (), 1, "0.3")
        assert one.told is not None
        assert one.told.lines
        assert told.letter
        async with desk.store.session() as connection:
            await connection.execute(
                """UPDATE decisions SET frame = frame || '{"media.count": 77, "author.age_days": 901}'"""
            )
        (one,) = (await desk.room.whys.why(ada, case)).decisions
        assert one.again is Again.DIFFERENT
        assert "many" in one.differs
        async with desk.store.session() as connection:
            await connection.execute("""UPDATE decisions SET frame = '{"no.such": 1}'""")
        (one,) = (await desk.room.whys.why(ada, case)).decisions
        assert one.again is Again.IMPOSSIBLE


async def test_whoever_sees_no_case_learns_only_whether_it_can_be_made_again(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        one = await a_server(desk.store)
        (case,) = await judged(desk, 1, one)
        olga = (await sits(desk, "olga", Role.OPERATOR)).visitor
        told = await desk.room.whys.why(olga, case)
        assert [made.again for made in told.decisions] == [Again.SAME]
        assert (told.sees, told.letter, told.lists) == (False, (), ())
        assert all(made.told is None for made in told.decisions)
        two = await a_server(desk.store, "https://other.example")
        cleo = (await sits(desk, "cleo", Role.LEAD, servers=[two])).visitor
        for number in (case, 999, 1 << 70):
            with pytest.raises(CaseError, match="no case"):
                await desk.room.whys.why(cleo, number)
