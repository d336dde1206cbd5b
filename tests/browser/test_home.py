"""Home, as people see it."""

from typing import Any

from leeward.review.people.rights import Role


async def test_home_opens_for_whoever_is_signed_in(sit: Any) -> None:
    seat = await sit("ada", Role.MODERATOR)
    page = await seat.open("/desk")
    assert await page.locator("h1").inner_text() == "Home"


async def test_whoever_is_not_signed_in_is_led_to_where_they_can(sit: Any, desk: Any) -> None:
    seat = await sit("ada", Role.MODERATOR)
    await seat.context.clear_cookies()
    page = await seat.open("/desk")
    assert page.url == desk.address + "/desk/sign-in?then=/desk"
