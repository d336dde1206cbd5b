"""Home: three numbers, one button, and nothing that anybody should not know."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.queues import Stage, get


async def test_home_counts_what_waits_and_offers_one_button(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        stage = Stage(desk.room, desk.store, desk.clock)
        home = await stage.server()
        case = await stage.case(home, "child-safety", hours=5)
        await stage.case(await stage.server("https://other.example"), "hate")
        token = await desk.cookie("ada", Role.CHILD_SAFETY, servers=[home])
        visitor = await desk.room.sessions.recognise(token)
        assert visitor is not None
        assert await desk.room.queue.claim(visitor, case)
        await desk.room.queue.ranking.rank_all()
        page = (await get(desk, token, "/desk")).body.decode()
        assert "<b>1</b>" in page
        assert "case waits for a person" in page
        assert "1 overdue" in page
        assert "Hate" not in page
        assert f'href="/desk/case/{case}"' in page
        assert 'action="/desk/start"' in page
        assert "Amber: not everything is looked at" in page


async def test_whoever_only_watches_sees_numbers_and_no_button(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        stage = Stage(desk.room, desk.store, desk.clock)
        await stage.case(await stage.server(), "child-safety")
        token = await desk.cookie("obi", Role.OBSERVER)
        page = (await get(desk, token, "/desk")).body.decode()
        assert "case waits for a person" in page
        assert "/desk/start" not in page
        assert "/desk/case/" not in page
