"""A real Chromium, started once for all browser tests of this process."""

import inspect
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from leeward.review.people.rights import Role
from tests.databases import Databases
from tests.desks import Served, served_desk

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Where the system's Chromium is; None: the one that Playwright installs."""
    named = os.environ.get("LEEWARD_TEST_CHROMIUM")
    return named or next((found for name in _NAMES if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Browser tests run in two processes at most, each on one event loop and with one browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            if inspect.iscoroutinefunction(item.obj):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            group = "browser-1" if item.path.name == "test_accessible.py" else "browser-2"
            item.add_marker(pytest.mark.xdist_group(group))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser itself."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def browser_database(databases: Databases) -> Iterator[str]:
    """One database for tests that can share it."""
    with databases.ready() as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """An empty desk of this test alone."""
    async with served_desk(fresh_database) as served:
        yield served


class Seat:
    """Somebody at the desk, in a browser context of their own. roles: what they are."""

    def __init__(self, context: BrowserContext, desk: Served) -> None:
        self.context = context
        self.desk = desk

    async def open(self, path: str) -> Page:
        """A new tab at a path of the desk."""
        page = await self.context.new_page()
        await page.goto(self.desk.address + path)
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def sit(browser: Browser, desk: Served) -> AsyncIterator[Any]:
    """Seats somebody: `seat = await sit("ada", Role.LEAD)`; further arguments go to the browser's context."""
    contexts: list[BrowserContext] = []

    async def seated(name: str, *roles: Role, servers: Any = None, **options: Any) -> Seat:
        token = await desk.cookie(name, *roles, servers=servers)
        context = await browser.new_context(**options)
        contexts.append(context)
        await context.add_cookies([{"name": "leeward", "value": token, "url": desk.address}])
        return Seat(context, desk)

    yield seated
    for context in contexts:
        await context.close()
