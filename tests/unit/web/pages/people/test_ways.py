"""How one signs in, by hand."""

import re

import pyotp

from leeward.review.people.rights import Role
from tests.desks import Served, served_desk
from tests.entering import PASSWORD, ByHand, by_hand, known

_SECRET = re.compile(r"<code class=\"break\">([A-Z2-7 ]+)</code>")
_SESSION = re.compile(r'name="session" value="([0-9a-f]+)"')


async def _seated(desk: Served, browser: ByHand, name: str) -> None:
    browser.cookies["leeward"] = await desk.cookie(name, Role.LEAD)


async def test_a_password_with_codes_is_set_without_any_script(
    fresh_database: str,
) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        await _seated(desk, browser, "ada")
        assert (await browser.post("/desk/ways/password/begin", {})).to == "/desk/ways/password"
        page = await browser.get("/desk/ways/password")
        assert "<svg" in page.text
        assert "style=" not in page.text
        found = _SECRET.search(page.text)
        assert found
        totp = pyotp.TOTP(found[1].replace(" ", ""))
        wrong = {"password": PASSWORD, "again": "another", "code": totp.at(desk.clock())}
        answer = await browser.post("/desk/ways/password", wrong)
        assert answer.status == 400
        assert "not the same" in answer.text
        assert PASSWORD not in answer.text
        answer = await browser.post("/desk/ways/password", {**wrong, "again": PASSWORD})
        assert answer.to == "/desk/ways?done=saved"
        browser.cookies.clear()
        later = totp.at(desk.clock(), counter_offset=1)
        answer = await browser.post("/desk/sign-in", {"name": "ada", "password": PASSWORD, "code": later})
        assert answer.status == 303


async def test_ways_and_sessions_are_listed_and_ended(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        ada = await known(desk, "ada")
        other = await desk.room.sessions.begin(ada.person, "a test")
        browser.cookies["leeward"] = await desk.room.sessions.begin(ada.person, "a test")
        page = await browser.get("/desk/ways")
        assert "Password" in page.text
        first, second = _SESSION.findall(page.text)
        assert (await browser.post("/desk/ways/sign-out", {"session": first})).to == "/desk/ways?done=ended"
        assert await desk.room.sessions.recognise(other) is None
        answer = await browser.post("/desk/ways/sign-out", {"session": second})
        assert answer.to == "/desk/sign-in?done=signed-out"


async def test_a_while_after_signing_in_nothing_can_be_changed(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        await _seated(desk, browser, "ada")
        desk.clock.pass_s(16 * 60)
        answer = await browser.post("/desk/ways/password/begin", {})
        assert answer.status == 403
        assert "sign in again" in answer.text


async def test_what_is_no_way_is_not_removed(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        await _seated(desk, browser, "ada")
        for way in ("", "x", "-1", "9" * 18):
            assert (await browser.post("/desk/ways/remove", {"way": way})).status == 303
