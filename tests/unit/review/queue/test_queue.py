"""The whole of it: what a person is told of why a case comes now."""

import pytest

from leeward.model.errors import CaseError, NotAllowed
from leeward.review.people.rights import Role
from leeward.review.queue.claims import Pass
from tests.queues import stage


async def test_why_a_case_comes_now_is_told_in_parts_that_grow_with_its_age(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, case = await desk.visitor("ada"), await desk.case(await desk.server(), "threat", hours=2)
        assert await desk.room.queue.why(ada, case) == {}
        await desk.room.queue.ranking.rank_all()
        before = await desk.room.queue.why(ada, case)
        assert (before["severity"], before["age_hours"], before["probability_from"]) == (50.0, 2.0, "unknown")
        desk.clock.pass_s(3600)
        after = await desk.room.queue.why(ada, case)
        assert float(after["index"]) == pytest.approx(2 * float(before["index"]), rel=0.01)


async def test_it_is_told_to_nobody_who_may_not_see_the_case(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), "child-safety")
        with pytest.raises(NotAllowed):
            await desk.room.queue.why(await desk.visitor("eve", Role.MODERATOR), case)
        with pytest.raises(CaseError):
            await desk.room.queue.why(await desk.visitor("ada"), case + 1)


async def test_an_evening_goes_from_start_to_handing_over(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        for _ in range(3):
            await desk.case(server, pictures=[])
        first = await desk.room.queue.deal(ada)
        assert first is not None
        assert await desk.room.queue.bundle(ada, first) == (first,)
        assert await desk.room.queue.renew(ada, first)
        await desk.room.queue.release(ada, first, Pass.SKIP)
        second = await desk.room.queue.deal(ada)
        assert [one.case for one in await desk.room.queue.mine(ada)] == [second]
        assert await desk.room.queue.hand_over(ada) == 1
        assert (await desk.room.queue.numbers(ada)).number == 3
