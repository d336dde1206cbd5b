"""A decided case that is dealt as a check looks like one that waits."""

from leeward.model.cases import State
from leeward.review.cases.checking import OFFERED, checked
from leeward.review.cases.facts import Claim
from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening


async def test_nothing_of_what_people_made_of_it_is_left(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        ada = await desk.room.sessions.recognise(await desk.cookie("ada", Role.LEAD))
        assert ada is not None
        case = stage.cases["alike"]
        await desk.room.ground.verdicts().confirm(case, "grace-the-first")
        await stage.scene.act(case)
        told = await desk.room.cases.told(ada, case)
        assert "grace-the-first" in str(told)
        shown = checked(told)
        assert "grace-the-first" not in str(shown)
        assert (shown.state, shown.decided, shown.ways, shown.claim) == (
            State.WAITING,
            None,
            OFFERED,
            Claim.MINE,
        )
        assert shown.orders
        assert not any(one.by_person for one in shown.orders)
