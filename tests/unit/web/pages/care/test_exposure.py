"""What somebody was shown, without a browser."""

from leeward.review.people.rights import Role
from leeward.web.pages.care.exposure import MOST
from tests.desks import served_desk
from tests.unit.web.pages.care.seats import seat, stage


async def test_own_views_are_listed_and_exported_and_nobody_elses(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada, lead = (
            await seat(desk, "ada", Role.MODERATOR),
            await seat(desk, "lead", Role.LEAD, Role.OPERATOR),
        )
        case = await stage(desk).case()
        await stage(desk).show(ada.visitor, case, 3, 0.5, 120)
        page = await ada.text("/desk/exposure")
        assert "1 view, the last one first" in page
        assert "<img" not in page
        exported = await ada.get("/desk/exposure.json")
        (view,) = exported.json()["views"]
        assert (view["case"], view["level"], view["seconds"], view["exposure_minutes"]) == (case, 3, 120, 0.6)
        assert exported.headers["cache-control"] == "no-store"
        assert "You have been shown nothing" in await lead.text("/desk/exposure")
        assert (await lead.get("/desk/exposure.json")).json() == {"views": []}


async def test_the_page_shows_the_last_and_says_that_there_are_more(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        case = await stage(desk).case()
        for _ in range(MOST + 1):
            await stage(desk).show(ada.visitor, case, 1)
        page = await ada.text("/desk/exposure")
        assert page.count('data-label="Level"') == MOST
        assert f"{MOST + 1} views" in page
        assert "The file has all of them" in page
