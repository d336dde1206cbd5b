"""Start: deals a case, or says kindly why not."""

from leeward.config import Desk
from leeward.review.people.rights import Role
from tests.desks import Served, served_desk
from tests.queues import Stage, get, post

PLAIN = Desk(golden_share=0.0)


async def _page(desk: Served, token: str, path: str = "/desk/start") -> str:
    return (await get(desk, token, path)).body.decode()


async def test_start_leads_to_the_case_that_is_then_theirs(fresh_database: str) -> None:
    async with served_desk(fresh_database, desk=PLAIN) as desk:
        stage = Stage(desk.room, desk.store, desk.clock)
        case = await stage.case(await stage.server(), pictures=[])
        ada, bo = await desk.cookie("ada", Role.MODERATOR), await desk.cookie("bo", Role.MODERATOR)
        found = await post(desk, ada, "/desk/start")
        assert (found.status, found.headers["location"]) == (303, f"/desk/case/{case}")
        other = await post(desk, bo, "/desk/start")
        assert other.headers["location"] == "/desk/start?nothing=yes"
        assert "others are at it" in await _page(desk, bo, "/desk/start?nothing=yes")
        assert "in your hands already" in await _page(desk, ada, "/desk/start?nothing=yes")


async def test_where_nothing_waits_it_says_that_nobody_needs_to_stay(fresh_database: str) -> None:
    async with served_desk(fresh_database, desk=PLAIN) as desk:
        token = await desk.cookie("ada", Role.MODERATOR)
        found = await post(desk, token, "/desk/start")
        assert "You need not stay" in await _page(desk, token, found.headers["location"])
        assert 'action="/desk/start"' in await _page(desk, token)


async def test_whoever_is_due_a_break_is_asked_first_and_may_go_on(fresh_database: str) -> None:
    async with served_desk(fresh_database, desk=PLAIN) as desk:
        stage = Stage(desk.room, desk.store, desk.clock)
        case = await stage.case(await stage.server(), pictures=[])
        token = await desk.cookie("ada", Role.MODERATOR)
        visitor = await desk.room.sessions.recognise(token)
        assert visitor is not None
        for _ in range(10):
            await desk.room.care.noted(visitor)
            desk.clock.pass_s(300)
        await desk.room.care.noted(visitor)
        asked = await post(desk, token, "/desk/start")
        assert asked.headers["location"] == "/desk/start"
        assert "Time for a break" in await _page(desk, token)
        anyway = await post(desk, token, "/desk/start", anyway="yes")
        assert anyway.headers["location"] == f"/desk/case/{case}"


async def test_whoever_presses_start_is_back_from_their_break(fresh_database: str) -> None:
    async with served_desk(fresh_database, desk=PLAIN) as desk:
        token = await desk.cookie("ada", Role.MODERATOR)
        visitor = await desk.room.sessions.recognise(token)
        assert visitor is not None
        await desk.room.care.rest(visitor)
        found = await post(desk, token, "/desk/start")
        assert found.headers["location"] == "/desk/start?nothing=yes"
        assert not (await desk.room.care.of(visitor)).is_resting
