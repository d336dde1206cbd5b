"""Two people at two screens: what one does, the other sees without loading anything again."""

from typing import Any

from playwright.async_api import expect

from leeward.review.cases.applying import Applying
from leeward.review.people.rights import Role
from tests.queues import Stage

PATIENCE_MS = 30_000.0
WAITING = "#numbers .stat b >> nth=0"
NO_RELOAD = "window.stayed = true"


async def test_what_one_decides_the_other_sees_without_loading_the_page_again(sit: Any, desk: Any) -> None:
    stage = Stage(desk.room, desk.store, desk.clock)
    server = await stage.server()
    case = await stage.case(server, "spam", pictures=[])
    ada, bo = await sit("ada", Role.MODERATOR), await sit("bo", Role.MODERATOR)
    home = await ada.open("/desk")
    reading = await ada.open(f"/desk/case/{case}")
    for page in (home, reading):
        await page.evaluate(NO_RELOAD)
    assert await home.locator(WAITING).inner_text() == "1"
    assert not await reading.locator("#moved").is_visible()
    await desk.room.news.is_listening.wait()

    other = await stage.case(server, "spam", pictures=[])
    await expect(home.locator(WAITING)).to_have_text("2", timeout=PATIENCE_MS)

    deciding = await bo.open(f"/desk/case/{case}")
    await deciding.locator("body").press("j")
    await deciding.wait_for_url(lambda url: not url.endswith(f"/case/{case}"))
    (verdict,) = [row[0] for row in await stage.ask("SELECT id FROM verdicts")]
    desk.clock.pass_s(60.0)
    await Applying(desk.room.ground).apply(int(str(verdict)))

    await reading.locator("#moved").wait_for(state="visible")
    await expect(home.locator(WAITING)).to_have_text("1", timeout=PATIENCE_MS)
    await expect(home.locator("#news")).to_have_text("The numbers have changed.", timeout=PATIENCE_MS)
    for page in (home, reading):
        assert await page.evaluate("window.stayed") is True
    assert other
