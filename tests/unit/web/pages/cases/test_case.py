"""The case page without a browser: who gets it, and what it never has."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening
from tests.unit.web.pages.care.seats import seat


async def test_a_case_is_told_to_whoever_may_see_it_and_is_not_there_for_others(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lead, plain = await seat(desk, "lena", Role.LEAD), await seat(desk, "plain", Role.MODERATOR)
        number = stage.cases["exact"]
        page = await lead.text(f"/desk/case/{number}")
        assert "is, byte for byte, an entry of the list bridges-of-the-world" in page
        assert "Decide without looking: remove" in page
        assert "<img" not in page
        hidden, none = await plain.get(f"/desk/case/{number}"), await plain.get("/desk/case/99999")
        assert hidden.status_code == none.status_code == 409
        assert hidden.text.replace(f"no case {number}", "no case") == none.text.replace(
            "no case 99999", "no case"
        )


async def test_taking_a_case_keeps_others_from_being_dealt_it(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena, lars = await seat(desk, "lena", Role.LEAD), await seat(desk, "lars", Role.LEAD)
        path = f"/desk/case/{stage.cases['words']}"
        assert "Take this case" in await lena.text(path)
        taken = await lena.press(f"{path}/claim")
        assert (taken.status_code, taken.headers["location"]) == (303, path)
        assert "Take this case" not in await lena.text(path)
        assert "Somebody else is at this case." in await lars.text(path)
        assert (await lars.press(f"{path}/claim")).status_code == 409
