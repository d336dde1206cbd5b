"""Appeals are written down once, for what was decided."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening
from tests.unit.web.pages.care.seats import seat


async def test_an_appeal_is_opened_once(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena, case = await seat(desk, "lena", Role.LEAD), stage.cases["words"]
        path = f"/desk/case/{case}/appeal"
        assert "There is nothing to object to." in await lena.text(path)
        assert (await lena.press(path, said="It is a drawing.")).status_code == 409
        await desk.room.ground.verdicts().confirm(case, "grace")
        assert "What the author says" in await lena.text(path)
        opened = await lena.press(path, said="It is a drawing.")
        assert opened.status_code == 303
        assert "They have objected before." in await lena.text(path)
        assert (await lena.press(path)).status_code == 409
        assert "It is a drawing." in await lena.text(opened.headers["location"])
