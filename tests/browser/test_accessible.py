"""Every page can be used by everybody: axe, the keyboard, a phone, the dark, without scripts."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.samples import NOT_PAGES, SAMPLES, address, pages
from tests.desks import Served
from tests.staged import Evening, evening

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# what another width and another scheme can change
_CHANGES = ["color-contrast", "target-size", "scrollable-region-focusable", "button-name"]
_FEWER = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": _CHANGES}}

# what Tab must reach: of a group of radio buttons one, of what is hidden or closed nothing
_REACHABLE = """() => {
  const all = document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  const groups = new Set();
  return [...all].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== 'radio') return true;
    const group = `${one.form?.action}/${one.name}`;
    if (groups.has(group)) return false;
    return Boolean(groups.add(group));
  }).length;
}"""
# what has the focus: its number among those that had it, and whether that can be seen
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  window.seen ??= [];
  const is_new = !window.seen.includes(one);
  if (is_new) window.seen.push(one);
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    is_new,
    is_shown: box.width > 0 && box.height > 0 && parseFloat(style.outlineWidth) >= 2
      && style.outlineStyle !== 'none',
    what: one.outerHTML.slice(0, 120),
  };
}"""
_DEEDS = """() => [...document.querySelectorAll('main form[method=post], main form[method=get]')]
  .filter((one) => one.checkVisibility())
  .map((one) => one.getAttribute('action') ?? '').sort()"""
_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, .unseen'))
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 3)"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(browser_database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Evening]:
    """One evening for all of these tests: they only look."""
    async with evening(browser_database, tmp_path_factory.mktemp("evening")) as stage:
        yield stage


async def _seat(browser: Browser, desk: Served, token: str, **options: Any) -> BrowserContext:
    context = await browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce"} | options)
    await context.add_cookies([{"name": "leeward", "value": token, "url": desk.address}])
    return context


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seat(browser: Browser, stage: Evening) -> AsyncIterator[BrowserContext]:
    """Their browser."""
    context = await _seat(browser, stage.desk, stage.token)
    yield context
    await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def without_scripts(browser: Browser, stage: Evening) -> AsyncIterator[BrowserContext]:
    """The same browser, that runs no script."""
    context = await _seat(browser, stage.desk, stage.token, java_script_enabled=False)
    yield context
    await context.close()


def test_samples_are_of_pages_that_exist() -> None:
    known = set(pages())
    assert not set(SAMPLES) - known
    assert not known & set(NOT_PAGES)


@pytest.mark.parametrize("path", sorted(set(pages())))
async def test_a_page_can_be_used_by_everybody(
    seat: BrowserContext, without_scripts: BrowserContext, stage: Evening, path: str
) -> None:
    place = stage.desk.address + address(path, stage)
    page = await seat.new_page()
    answer = await page.goto(place)
    assert answer is not None
    assert answer.status == (404 if "rest:path" in path else 200)
    await _is_clean(page)
    await _is_reached_by_keyboard(page)
    with_scripts = await page.evaluate(_DEEDS)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await page.emulate_media(color_scheme="dark")
    await _is_clean(page, _FEWER)
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], await page.evaluate(
        _TOO_WIDE
    )
    await page.close()
    await _works_without_scripts(without_scripts, place, with_scripts)


async def _is_clean(page: Page, rules: dict[str, Any] = _RULES) -> None:
    """axe finds nothing; there is one heading of the page, and a title."""
    found = await Axe().run(page, options=rules)
    told = [
        (one["id"], one["help"], [node["html"][:160] for node in one["nodes"]][:4])
        for one in found.response["violations"]
    ]
    assert not told
    assert await page.locator("h1").count() == 1
    assert not re.match(r"\s*·", await page.title())


async def _is_reached_by_keyboard(page: Page) -> None:
    """Tab comes to everything that can be used, shows where it is, and goes on."""
    await page.evaluate("() => { document.activeElement?.blur(); window.seen = []; }")
    expected = await page.evaluate(_REACHABLE)
    reached = 0
    for _ in range(2 * expected + 6):  # a field for a date is several steps
        if reached >= expected:
            break
        await page.keyboard.press("Tab")
        focused = await page.evaluate(_FOCUSED)
        if focused is None:
            continue
        assert focused["is_shown"], f"no focus can be seen on {focused['what']}"
        reached += focused["is_new"]
    assert reached >= expected


async def _works_without_scripts(context: BrowserContext, place: str, deeds: list[str]) -> None:
    page = await context.new_page()
    await page.goto(place)
    assert await page.locator("h1").count() == 1
    plain = await page.evaluate(_DEEDS)
    assert not set(deeds) - set(plain), "these need a script"
    await page.close()
