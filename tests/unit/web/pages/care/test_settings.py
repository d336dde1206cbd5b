"""Settings, without a browser."""

import pytest

from leeward.config import Desk
from leeward.review.care.comfort import Keys, Theme
from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.unit.web.pages.care.seats import seat

FORM = {
    "resting": "",
    "floor": "2",
    "holds": "false",
    "theme": "dark",
    "keys": "alt",
    "hard": "5.0",
    "language": "de",
}


async def test_settings_are_saved_and_hold_for_that_person_alone(fresh_database: str) -> None:
    async with served_desk(fresh_database, desk=Desk(resting_level=3)) as desk:
        ada, bob = await seat(desk, "ada", Role.MODERATOR), await seat(desk, "bob", Role.LEAD, Role.OPERATOR)
        saved = await ada.press("/desk/settings", **FORM)
        assert (saved.status_code, saved.headers["location"]) == (303, "/desk/settings?done=saved")
        found = (await desk.room.care.of(ada.visitor)).comfort
        assert (found.resting, found.floor, found.holds, found.hard) == (2, 2, False, 5.0)
        assert (found.theme, found.keys) == (Theme.DARK, Keys.ALT)
        page = await ada.text("/desk/settings")
        assert '<html lang="de"' in page
        assert 'data-theme="dark"' in page
        assert 'data-keys="alt"' in page
        assert (await desk.room.care.of(bob.visitor)).comfort.floor == 4
        assert 'data-theme="system"' in await bob.text("/desk/settings")


async def test_each_comfort_has_its_evidence_beside_it(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        page = await (await seat(desk, "ada", Role.MODERATOR)).text("/desk/settings")
    assert page.count('class="evidence"') == 9
    assert "no proof that they protect: in a study of 2026" in page


@pytest.mark.parametrize(
    "wrong",
    [{"floor": "7"}, {"theme": "pink"}, {"language": "xx"}, {"break_minutes": "-3"}, {"hard": "9e9"}],
    ids=str,
)
async def test_what_cannot_be_a_setting_changes_nothing(fresh_database: str, wrong: dict[str, str]) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        refused = await ada.press("/desk/settings", **{**FORM, **wrong})
        assert refused.status_code == 400
        assert "choose among what the page offers" in refused.text
        assert (await desk.room.care.of(ada.visitor)).comfort.floor == 4
