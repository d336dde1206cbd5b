"""Held posts, the longest first, with a button each."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening
from tests.unit.web.pages.care.seats import seat


async def test_each_held_post_has_its_clock_its_reason_and_its_button(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        lena = await seat(desk, "lena", Role.LEAD)
        assert "No post is hidden just now." in await lena.text("/desk/held")
        async with evening(desk) as stage:
            page = await lena.text("/desk/held")
            assert page.index(f"Release case {stage.cases['alike']} ") < page.index(
                f"Release case {stage.cases['newcomer']} "
            )
            assert "The author has waited 9 hours" in page
            assert "The words of the post" not in page  # that rule could not be told: it holds nothing
            await lena.press(f"/desk/case/{stage.cases['newcomer']}/verdict", kind="allow")
            assert "You have decided it" in await lena.text("/desk/held")
            assert (await lena.get("/desk/held?after=nonsense")).status_code == 409
