"""Getting in, as people do it: by a link, with a passkey, with a password; by keyboard."""

from typing import Any

import pyotp
from playwright.async_api import Browser, Page, expect

from leeward.review.people.rights import Role
from leeward.review.people.roster import Place
from tests.desks import Served
from tests.entering import PASSWORD


async def _here(desk: Served, browser: Browser) -> tuple[Page, str]:
    """A tab in an empty browser, and the desk's address by this machine's name: passkeys need a name."""
    page = await (await browser.new_context()).new_page()
    return page, desk.address.replace("127.0.0.1", "localhost")


async def _device(page: Page) -> Any:
    """A device with a fingerprint reader that always knows its owner."""
    told = await page.context.new_cdp_session(page)
    await told.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    owner = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    await told.send("WebAuthn.addVirtualAuthenticator", {"options": options | owner})
    return told


async def test_a_link_then_a_passkey_then_a_password_let_somebody_in(desk: Served, browser: Browser) -> None:
    place = Place(frozenset({Role.LEAD, Role.OPERATOR}))
    number = await desk.room.roster.add("Ada", place, "a test")
    token = await desk.room.links.make(number, "a test")
    page, address = await _here(desk, browser)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url + str(one.headers)))

    # the link: its token goes into the form and nowhere else
    await page.goto(f"{address}/desk/link#{token}")
    await expect(page.locator("#token")).to_have_value(token)
    assert page.url == f"{address}/desk/link"
    await expect(page.get_by_role("button", name="Open the desk")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("How you sign in")
    assert not any(token in one for one in asked)

    await _a_passkey_lets_her_in(page, address)
    secret = await _a_password_lets_her_in(page, desk)
    await expect(page).to_have_url(f"{address}/desk")
    assert not any(PASSWORD in one or secret in one for one in asked)

    # somebody else is let in by a link that is shown once
    await page.goto(f"{address}/desk/people")
    await page.get_by_label("Name").fill("Bob")
    await page.locator("input[value=moderator]").check()
    await page.get_by_role("button", name="Add, and make a link").click()
    await expect(page.locator("#address")).to_contain_text("/desk/link#")
    await page.context.close()


async def _a_passkey_lets_her_in(page: Page, address: str) -> None:
    await _device(page)
    await page.get_by_label("Name of the new passkey").fill("the laptop")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="the laptop")).to_be_visible()
    await page.get_by_role("button", name="Sign out everywhere").click()
    await expect(page.locator("h1")).to_have_text("Sign in")
    await page.goto(f"{address}/desk/ways")
    await expect(page).to_have_url(f"{address}/desk/sign-in?then=/desk/ways")
    await page.get_by_role("button", name="Use a passkey").press("Enter")
    await expect(page).to_have_url(f"{address}/desk/ways")


async def _a_password_lets_her_in(page: Page, desk: Served) -> str:
    """With codes; gives their secret."""
    await page.get_by_role("button", name="Set a password with codes").click()
    secret = (await page.locator("code").inner_text()).replace(" ", "")
    await expect(page.get_by_role("img", name="QR")).to_be_visible()
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_label("The same again").fill(PASSWORD)
    await page.get_by_label("Code").fill(pyotp.TOTP(secret).at(desk.clock()))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="Codes of an app")).to_be_visible()
    await page.get_by_role("button", name="Sign out everywhere").click()
    await page.get_by_label("Name").fill("ada")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Code").fill("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").first).to_contain_text("do not fit together")
    await page.get_by_label("Name").fill("ada")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Code").fill(pyotp.TOTP(secret).at(desk.clock(), counter_offset=1))
    await page.keyboard.press("Enter")
    return secret
