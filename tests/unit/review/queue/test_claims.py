"""A claim is one person's, for some minutes, as long as they are at it."""

import pytest

from leeward.model.errors import CaseError, NotAllowed
from leeward.review.people.rights import Role
from leeward.review.queue.claims import Pass
from tests.queues import Picture, stage

COPY = Picture(b"s" * 32)


async def test_a_case_is_one_persons_until_their_time_is_over(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, bo = await desk.visitor("ada"), await desk.visitor("bo")
        case = await desk.case(await desk.server())
        first = await desk.room.queue.claim(ada, case)
        assert first.bundle == (case,)
        with pytest.raises(CaseError, match=f"ada is at case {case}"):
            await desk.room.queue.claim(bo, case)
        desk.clock.pass_s(14 * 60)
        assert await desk.room.queue.renew(ada, case)
        assert (await desk.room.queue.claim(ada, case)).until > first.until
        desk.clock.pass_s(15 * 60 + 1)
        assert not await desk.room.queue.renew(ada, case)
        assert await desk.room.queue.claim(bo, case)
        assert not await desk.room.queue.renew(ada, case)


async def test_near_copies_are_claimed_together_as_far_as_they_are_to_be_seen(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        home, other = await desk.server(), await desk.server("https://other.example")
        one, two = [await desk.case(home, pictures=[COPY]) for _ in range(2)]
        far = await desk.case(other, pictures=[COPY])
        await desk.room.queue.ranking.rank_all()
        ada, bo = await desk.visitor("ada", servers=[home]), await desk.visitor("bo")
        assert await desk.room.queue.bundle(ada, two) == (two, one)
        assert await desk.room.queue.bundle(bo, two) == (two, one, far)
        assert (await desk.room.queue.claim(ada, two)).also == (one,)
        assert await desk.room.queue.bundle(bo, far) == (far,)
        with pytest.raises(CaseError):
            await desk.room.queue.claim(bo, one)
        assert (await desk.room.queue.claim(bo, far)).bundle == (far,)
        (mine,) = await desk.room.queue.mine(ada)
        assert (mine.case, mine.number) == (one, 2)


async def test_what_somebody_lets_go_is_free_and_does_not_come_back_to_them(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, bo = await desk.visitor("ada"), await desk.visitor("bo")
        server = await desk.server()
        cases = [await desk.case(server, pictures=[COPY]) for _ in range(3)]
        got = await desk.room.queue.deal(ada)
        assert got is not None
        await desk.room.queue.release(ada, got, Pass.SKIP)
        assert await desk.room.queue.mine(ada) == ()
        assert await desk.room.queue.deal(ada) is None
        with pytest.raises(CaseError, match="you have had your say"):
            await desk.room.queue.claim(ada, got)
        assert await desk.room.queue.deal(bo) in cases


async def test_handing_over_frees_everything_at_once(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        for _ in range(3):
            await desk.case(server, pictures=[])
            assert await desk.room.queue.deal(ada)
        assert await desk.room.queue.hand_over(ada) == 3
        assert await desk.room.queue.mine(ada) == ()
        assert await desk.ask("SELECT DISTINCT kind FROM passes") == [("handed",)]
        assert await desk.room.queue.deal(await desk.visitor("bo"))


async def test_whoever_cannot_see_a_case_cannot_tell_it_from_one_that_does_not_wait(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        home, other = await desk.server(), await desk.server("https://other.example")
        case = await desk.case(home, "child-safety")
        for one in (await desk.visitor("eve", Role.MODERATOR), await desk.visitor("bo", servers=[other])):
            for number in (case, case + 1):
                with pytest.raises(CaseError, match=f"^case {number} does not wait for anybody"):
                    await desk.room.queue.claim(one, number)
                with pytest.raises(CaseError, match=f"^case {number} does not wait for anybody"):
                    await desk.room.queue.release(one, number, Pass.SKIP)


async def test_whoever_does_not_decide_claims_and_releases_nothing(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, obi = await desk.case(await desk.server()), await desk.visitor("obi", Role.OBSERVER)
        with pytest.raises(NotAllowed):
            await desk.room.queue.claim(obi, case)
        with pytest.raises(NotAllowed):
            await desk.room.queue.release(obi, case, Pass.SKIP)


async def test_a_case_that_does_not_wait_is_nobodys(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, case = await desk.visitor("ada"), await desk.case(await desk.server())
        await desk.move(case, "released")
        with pytest.raises(CaseError, match="does not wait"):
            await desk.room.queue.claim(ada, case)
        assert await desk.room.queue.bundle(ada, case) == ()
