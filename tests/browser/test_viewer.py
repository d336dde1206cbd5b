"""The viewer in a real browser: what is sent, what stays, what is written down, and how it is used."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from leeward.media.ladder.levels import CAPS, SPOT_SIDE, Level
from leeward.review.people.rights import Role
from tests.desks import Served
from tests.pictures import SECRET, a_case, bridge, claim, flicker, noted, shown

BRIDGE = bridge()


class _Traffic:
    """Everything that the browser was sent, recorded on its way: address, headers, body."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, dict[str, str], bytes]] = []

    @classmethod
    async def of(cls, page: Page) -> "_Traffic":
        """Of a page, from now on; not what never ends, what nobody waits for, and what we drew ourselves."""
        traffic = cls()
        left_out = ("/desk/news", "/static/", "/over")
        await page.route(lambda url: not any(one in url for one in left_out), traffic._pass_on)
        return traffic

    async def _pass_on(self, route: Route) -> None:
        answer = await route.fetch(max_redirects=0)
        self.answers.append((answer.url, answer.headers, await answer.body()))
        await route.fulfill(response=answer)

    @property
    def pictures(self) -> list[tuple[str, dict[str, str], bytes]]:
        """Answers that are pictures, whatever they say they are."""
        return [
            one
            for one in self.answers
            if "image" in one[1].get("content-type", "") or one[2][:3] in {b"\xff\xd8\xff", b"\x89PN", b"GIF"}
        ]

    async def count(self) -> int:
        """How many pictures came."""
        return len(self.pictures)


async def _told(page: Page, text: str) -> None:
    await expect(page.locator("[data-told]").first).to_contain_text(text)


async def _look(page: Page, level: int) -> None:
    """Hold the space bar at a level until something is shown, and let go."""
    await page.keyboard.press(str(level))
    await page.keyboard.down("Space")
    await page.locator(f"canvas.level-{level}").wait_for()
    await page.keyboard.up("Space")
    await expect(page.locator("canvas")).to_have_count(0)


async def _until(wanted: Any, what: Any) -> None:
    """Wait until an asynchronous question is answered as wanted."""
    async with asyncio.timeout(20):
        while not wanted(found := await what()):
            await asyncio.sleep(0.05)
    assert wanted(found)


def _decoded(body: bytes) -> Image.Image:
    with Image.open(io.BytesIO(body)) as image:
        image.load()
        return image


async def _opened(sit: Any, desk: Served, *media: bytes, **options: Any) -> tuple[Page, int]:
    seat = await sit("ada", Role.MODERATOR)
    case = await a_case(desk, *media, **options)
    await claim(desk, case, "ada")
    return await seat.open(f"/desk/case/{case}/media"), case


async def test_nothing_above_the_level_asked_for_ever_reaches_the_browser(sit: Any, desk: Served) -> None:
    page, case = await _opened(sit, desk, BRIDGE)
    traffic = await _Traffic.of(page)
    await page.reload()
    assert traffic.pictures == [], "no picture comes by itself"
    for level in (1, 2, 3):
        await _look(page, level)
        await _until(lambda steps: steps[-1][4], lambda: shown(desk, case))
    sent = traffic.pictures
    assert len(sent) == 3
    for level, (_, headers, body) in zip((Level.MOSAIC, Level.BLURRED, Level.GREY), sent, strict=True):
        image = _decoded(body)
        assert max(image.size) <= CAPS[level].side
        assert image.mode == "L", "no colour"
        assert not image.getexif()
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "etag" not in headers
        assert "last-modified" not in headers
    everything = b"".join(body for *_, body in traffic.answers)
    assert SECRET not in everything, "metadata stays in the vault"
    assert BRIDGE[2000:2040] not in everything, "so do the original's bytes"
    await _look(page, 4)
    body = traffic.pictures[-1][2]
    assert _decoded(body).mode == "RGB"
    assert max(_decoded(body).size) == CAPS[Level.COLOUR].side < 2000


async def test_what_is_let_go_of_is_gone_and_nothing_stays_in_the_browser(sit: Any, desk: Served) -> None:
    page, _ = await _opened(sit, desk, BRIDGE)
    for level in (1, 2):
        await _look(page, level)
    assert await page.locator("img, canvas, video, picture").count() == 0
    kept = await page.evaluate(
        """async () => ({
            caches: (await caches?.keys?.()) ?? [],
            local: localStorage.length + sessionStorage.length,
            databases: (await indexedDB.databases()).length,
            addresses: performance.getEntries().filter((one) => one.name.startsWith("blob:")).length,
        })"""
    )
    assert kept == {"caches": [], "local": 0, "databases": 0, "addresses": 0}
    again = await page.evaluate(
        """async () => {
            const wish = {cache: "only-if-cached", mode: "same-origin"};
            try { return (await fetch(location.pathname + "/0", wish)).status } catch { return 0 }
        }"""
    )
    assert again != 200
    await page.keyboard.down("Space")
    await page.locator("canvas").wait_for()
    await page.evaluate("dispatchEvent(new Event('blur'))")
    await expect(page.locator("canvas")).to_have_count(0)
    await page.keyboard.up("Space")
    await page.keyboard.down("Space")
    await page.locator("canvas").wait_for()
    hides = """() => {
        Object.defineProperty(document, "hidden", {value: true, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
        return document.querySelectorAll("canvas").length;
    }"""
    assert await page.evaluate(hides) == 0, "at once, in the same turn"


async def test_the_ledger_has_one_entry_for_each_step_and_second(sit: Any, desk: Served) -> None:
    page, case = await _opened(sit, desk, BRIDGE)
    await page.keyboard.down("Space")
    await _until(lambda kinds: kinds.count("view.second") >= 2, lambda: noted(desk, case))
    await page.keyboard.press("2")
    await page.locator("canvas.level-2").wait_for()
    await page.keyboard.up("Space")
    await _until(lambda kinds: kinds.count("view.ended") == 2, lambda: noted(desk, case))
    kinds = await noted(desk, case)
    steps = await shown(desk, case)
    assert [step[0] for step in steps] == [1, 2]
    assert kinds.count("view.began") == 2
    seconds = [one for one in kinds if one == "view.second"]
    assert len(seconds) <= sum(int(str(step[3])) for step in steps)
    assert kinds[0] == "view.began"
    assert kinds[-1] == "view.ended"


async def test_an_exact_match_asks_why_and_a_spent_budget_shows_words(sit: Any, desk: Served) -> None:
    page, case = await _opened(sit, desk, BRIDGE, is_exact=True)
    traffic = await _Traffic.of(page)
    await page.keyboard.press("Space")
    assert traffic.pictures == []
    assert await shown(desk, case) == []
    await expect(page.locator("[data-why]")).to_be_focused()
    await page.locator("[data-why]").fill("the author asks")
    await page.locator("[data-pane]").focus()
    await _look(page, 1)
    async with desk.store.transaction() as connection:
        assert await connection.fetchval("SELECT reason FROM views") == "the author asks"
        await connection.execute("UPDATE views SET severity = 100, seconds = 900, level = 4")
    before = len(traffic.pictures)
    await page.keyboard.down("Space")
    await _told(page, "enough for today")
    await page.keyboard.up("Space")
    assert len(traffic.pictures) == before
    assert await page.locator("canvas").count() == 0


async def test_frames_spotlight_and_pointer(sit: Any, desk: Served) -> None:
    page, case = await _opened(sit, desk, flicker(4), BRIDGE)
    traffic = await _Traffic.of(page)
    await page.keyboard.press("3")
    await page.keyboard.down("Space")
    await _told(page, "Frame 1 of 4")
    await page.keyboard.press(".")
    await _told(page, "Frame 2 of 4")
    await page.keyboard.press(",")
    await _told(page, "Frame 1 of 4")
    await page.locator("[data-pace]").first.select_option("2", force=True)
    await page.keyboard.press("p")
    await _told(page, "Frame 4 of 4")
    await page.keyboard.up("Space")
    await page.keyboard.press("m")
    await _told(page, "no sound")
    pane = page.locator("[data-pane]").nth(1)
    await pane.focus()
    await page.keyboard.press("t")
    await pane.scroll_into_view_if_needed()
    box = await pane.bounding_box()
    assert box is not None
    before = len(traffic.pictures)
    await page.mouse.move(box["x"] + 40, box["y"] + 40)
    await page.mouse.down()
    await page.locator("canvas.level-3").wait_for()
    for place in range(4):
        known = await traffic.count()
        await page.mouse.move(box["x"] + 60 + 50 * place, box["y"] + 90)
        await _until(known.__lt__, traffic.count)
    await page.mouse.up()
    await expect(page.locator("canvas")).to_have_count(0)
    spots = traffic.pictures[before:]
    assert len(spots) > 1
    assert all(max(_decoded(body).size) <= SPOT_SIDE for *_, body in spots)
    ways = [(step[1], step[2]) for step in await shown(desk, case)]
    assert ways.count(("spot", 0)) == 1, "a spot that moves is one step"
    assert {frame for way, frame in ways if way == "whole"} == {0, 1, 2, 3}


@pytest.mark.parametrize("wish", ["alt", "off"])
async def test_keys_are_as_a_person_chose_but_the_pane_itself_always_works(
    sit: Any, desk: Served, wish: str
) -> None:
    page, case = await _opened(sit, desk, BRIDGE)
    await page.evaluate("(wish) => { document.body.dataset.keys = wish }", wish)
    await page.locator("h1").click()
    await page.keyboard.press("2")
    await page.keyboard.press("Space")
    assert await shown(desk, case) == []
    await page.locator("[data-pane]").focus()
    await page.keyboard.down("Space")
    await page.locator("canvas.level-1").wait_for()
    await page.keyboard.up("Space")


async def test_hostile_media_give_words(sit: Any, desk: Served) -> None:
    hostile = {
        b"\x89PNG\r\n\x1a\n" + bytes(60): "cannot be",
        b"\xff\xd8\xff\xe0" + bytes(60): "cannot be",
        b"ID3" + bytes(60): "a sound file",
        b"PK\x03\x04" + bytes(60): "a ZIP archive",
    }
    page, case = await _opened(sit, desk, *hostile)
    for number, said in enumerate(hostile.values()):
        pane = page.locator("[data-pane]").nth(number)
        await pane.focus()
        await page.keyboard.down("Space")
        await expect(page.locator("[data-told]").nth(number)).to_contain_text(said)
        await page.keyboard.up("Space")
    assert await shown(desk, case) == []


async def test_without_scripts_one_picture_has_a_page_of_its_own(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.MODERATOR, java_script_enabled=False)
    case = await a_case(desk, BRIDGE)
    await claim(desk, case, "ada")
    page = await seat.open(f"/desk/case/{case}/media")
    traffic = await _Traffic.of(page)
    await page.locator("button[name=level][value='2']").click()
    await page.locator("img.shown").wait_for()
    ((url, headers, body),) = traffic.pictures
    assert max(_decoded(body).size) <= 160
    assert headers["cache-control"] == "no-store"
    again = await page.context.request.get(url)
    assert again.status != 200, "its address is good for once"
    await page.get_by_role("button", name="Hide it").click()
    assert await noted(desk, case) == ["view.began", "view.ended"]
