"""The child-safety path says that nothing is sent, and what two people chose once both have."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening
from tests.unit.web.pages.care.seats import seat


async def test_two_people_choose_each_for_themselves(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        one = await seat(desk, "one", Role.CHILD_SAFETY)
        two = await seat(desk, "two", Role.CHILD_SAFETY)
        path = f"/desk/case/{stage.cases['exact']}/child-safety"
        assert "Nothing is sent from here." in await one.text(path)
        assert (await one.press(path, category="nothing")).status_code == 400
        assert (await one.press(path, category="trade", notes="two links")).status_code == 303
        assert "two links" in await one.text(path)
        assert "two links" not in await two.text(path)
        assert (await two.press(path, category="trade")).status_code == 409
        assert (await two.press(f"{path}/second", category="trade")).status_code == 303
        page = await two.text(path)
        assert "Two people have read it and chose the same." in page
        assert "two links" in page


async def test_it_is_there_only_for_whoever_may_see_such_cases(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        plain = await seat(desk, "plain", Role.MODERATOR)
        assert (await plain.get(f"/desk/case/{stage.cases['words']}/child-safety")).status_code == 403
