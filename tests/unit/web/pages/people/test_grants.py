"""Opened cases, by hand."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.entering import by_hand
from tests.scenes import card, scene


async def test_a_lead_opens_a_case_and_shuts_it_again(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        bob = await desk.person("bob", Role.MODERATOR, servers=[])
        browser.cookies["leeward"] = await desk.cookie("ada", Role.LEAD)
        form = {"case": str(case), "person": "bob", "hours": "4", "why": "a second pair of eyes"}
        for wrong in ({"why": ""}, {"hours": "0"}, {"hours": "x"}, {"person": "eve"}, {"person": "\x00"}):
            assert (await browser.post("/desk/grants", {**form, **wrong})).status == 400
        for number in ("", "0", "x", "99", "9" * 40):
            assert (await browser.post("/desk/grants", {**form, "case": number})).status == 409
        assert (await browser.post("/desk/grants", form)).to == "/desk/grants?done=added"
        assert "a second pair of eyes" in (await browser.get("/desk/grants")).text
        ended = await browser.post("/desk/grants/end", {"case": str(case), "person": str(bob)})
        assert ended.to == "/desk/grants?done=ended"
        assert "No case is opened" in (await browser.get("/desk/grants")).text
