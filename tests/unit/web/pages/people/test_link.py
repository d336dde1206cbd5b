"""Opening the desk by a link, by hand."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.entering import by_hand


async def test_looking_at_a_link_uses_nothing_up_and_a_pasted_one_opens_the_desk(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        token = await desk.room.links.make(await desk.person("ada", Role.LEAD), "a test")
        for _ in range(3):
            assert (await browser.get("/desk/link")).status == 200
        answer = await browser.post("/desk/link", {"token": f"{desk.address}/desk/link#{token}"})
        assert (answer.status, answer.to) == (303, "/desk/ways")
        assert "You have no way in yet." in (await browser.get("/desk/ways")).text


async def test_a_used_link_says_so_and_whom_to_ask(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        token = await desk.room.links.make(await desk.person("ada", Role.LEAD), "a test")
        await browser.post("/desk/link", {"token": token})
        browser.cookies.clear()
        answer = await browser.post("/desk/link", {"token": token})
        assert answer.status == 403
        assert "it was used" in answer.text
        assert token not in answer.text
        assert not browser.cookies
