"""Every page can be used by everybody: axe, the keyboard, a phone, the dark, without scripts."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.samples import NOT_PAGES, SAMPLES, address, pages
from tests.desks import Served
from tests.staged import Evening, evening

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
_RULES = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
# what another scheme can change; what colours say is asked in both at both widths
_COLOURS = {**_RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_AXE = """async (options) => (await axe.run(document, options)).violations.map((one) =>
  [one.id, one.help, ...one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160))])"""

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
# keeps what gets the focus, once each, and what of it cannot be seen
_WATCH = """() => {
  document.activeElement?.blur();
  window.seen = new Set();
  window.unseen = [];
  document.addEventListener('focusin', ({target}) => {
    const style = getComputedStyle(target);
    const box = target.getBoundingClientRect();
    const is_shown = box.width > 0 && box.height > 0 && parseFloat(style.outlineWidth) >= 2
      && style.outlineStyle !== 'none';
    if (!is_shown) window.unseen.push(target.outerHTML.slice(0, 120));
    window.seen.add(target);
  });
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
    """All of axe's rules in light at 1280 and at 360 pixels; in dark, at both, those about colours."""
    place = stage.desk.address + address(path, stage)
    page = await seat.new_page()
    answer = await page.goto(place)
    assert answer is not None
    assert answer.status == (404 if "rest:path" in path else 200)
    assert await page.locator("h1").count() == 1
    assert not re.match(r"\s*·", await page.title())
    await page.evaluate(AXE_SCRIPT)
    assert not await page.evaluate(_AXE, _RULES)
    with_scripts = await page.evaluate(_DEEDS)
    await page.emulate_media(color_scheme="dark")
    assert not await page.evaluate(_AXE, _COLOURS)
    await _is_reached_by_keyboard(page)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not await page.evaluate(_AXE, _COLOURS)
    await page.emulate_media(color_scheme="light")
    assert not await page.evaluate(_AXE, _RULES)
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], await page.evaluate(_TOO_WIDE)
    await page.close()
    await _works_without_scripts(without_scripts, place, with_scripts)


async def _is_reached_by_keyboard(page: Page) -> None:
    """Tab comes to everything that can be used, shows where it is, and goes on."""
    await page.evaluate(_WATCH)
    expected = await page.evaluate(_REACHABLE)
    reached = 0
    for _ in range(4):  # a field for a date is several steps
        for _ in range(expected - reached):
            await page.keyboard.press("Tab")
        reached = await page.evaluate("seen.size")
        if reached >= expected:
            break
    assert not await page.evaluate("unseen"), "no focus can be seen on these"
    assert reached >= expected


async def _works_without_scripts(context: BrowserContext, place: str, deeds: list[str]) -> None:
    page = await context.new_page()
    await page.goto(place)
    assert await page.locator("h1").count() == 1
    plain = await page.evaluate(_DEEDS)
    assert not set(deeds) - set(plain), "these need a script"
    await page.close()
