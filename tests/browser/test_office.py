"""The office in a real browser: a rule from draft to force, the ledger, who reports; and without script."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Page, expect

from leeward.pipeline.recording import Note
from leeward.review.office.desk.complainants import mark_of
from leeward.review.people.rights import Role
from tests.desks import Served
from tests.offices import complained, judged, office, placed, work, written
from tests.unit.review.office.policies.files import rule

FRESH = rule("fresh", "author.age_days < 5", "enforce")
TEXT = "textarea[name='file:policy.toml']"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(fresh_database: str, tmp_path: Path) -> AsyncIterator[Served]:
    """One with a policy in force, decisions and complaints."""
    async with office(fresh_database, tmp_path) as served:
        await complained(served, await judged(served), 1)
        yield served


async def test_a_draft_is_checked_while_one_writes_tried_and_put_in_force(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.LEAD)
    page: Page = await seat.open("/desk/policy/edit")
    await page.locator(TEXT).fill(written(FRESH).replace("author.age_days < 5", "author.age_day < 5"))
    link = page.locator("#checked a[data-line]")
    await expect(page.locator("#checked")).to_contain_text("did you mean author.age_days?")
    await link.focus()
    await page.keyboard.press("Enter")
    place = "document.activeElement.value.slice(document.activeElement.selectionStart, 9e9)"
    assert str(await page.evaluate(place)).startswith("author.age_day <")
    await page.locator(TEXT).fill(written(FRESH))
    await expect(page.locator("#checked")).to_contain_text("It can be read, and its tests pass.")
    await expect(page.locator("#checked")).to_contain_text("rule fresh")
    await page.get_by_role("button", name="Try it on the past").click()
    await expect(page.locator("#errand")).to_contain_text("It waits for a worker.")
    await work(desk, int(page.url.rpartition("/")[2]))
    await expect(page.get_by_role("heading", name="By rule")).to_be_visible()  # by itself
    row = page.locator("tr", has=page.locator("code", has_text="fresh"))
    assert int(await row.locator("td").nth(1).inner_text()) > 0
    await page.get_by_role("link", name="Edit on, or put it in force").click()
    assert "fresh" in await page.locator(TEXT).input_value()
    await page.get_by_label("Why").fill("more care")
    await page.get_by_role("button", name="Put it in force").click()
    await expect(page.locator("[role=status]").first).to_contain_text("in force now")
    card = page.locator("article", has=page.get_by_role("heading", name="About fresh"))
    await expect(card).to_contain_text("Waits for promotion")
    await card.get_by_role("link", name="Promote").click()
    await expect(page.locator("main")).to_contain_text("It was not tried yet.")
    await page.get_by_label("For how many accounts").select_option("10")
    await page.get_by_label("Why").fill("as the trial says")
    await page.get_by_role("button", name="Promote").click()
    await expect(card).to_contain_text("In force for 10 of 100 accounts")
    await page.get_by_role("link", name="History").click()
    await page.get_by_role("link", name="Version 2").click()
    await page.get_by_text("Line by line").first.click()
    await expect(page.locator(".diff-new").first).to_contain_text("[[rule]]")


async def test_the_ledger_people_who_report_and_the_authors_text(sit: Any, desk: Served) -> None:
    async with desk.store.transaction() as connection:
        notes = [
            Note("view.began", {"person": "bob", "level": 4}, case=1),
            Note("brake.set", {"person": "bob", "rule": "exact", "said": "too keen"}),
        ]
        await desk.room.ground.recorder.record(connection, notes)
    await placed(desk)
    seat = await sit("ada", Role.LEAD, Role.OPERATOR)
    page: Page = await seat.open("/desk/audit")
    await expect(page.locator("main")).to_contain_text("The rule exact was held back: too keen")
    assert "view.began" not in await page.content()
    await page.get_by_label("Person").fill("bob")
    await page.get_by_role("button", name="Search").click()
    assert await page.locator(".entries > li").count() == 1
    await page.locator(".entries a").first.click()
    await expect(page.locator(".notice.good")).to_contain_text("It is in the ledger.")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Take the proof away").click()
    assert (await download.value).suggested_filename.startswith("proof-")
    await page.goto(desk.address + f"/desk/reporters/{mark_of('local:1@m1.example')}")
    await expect(page.locator("main")).to_contain_text("local:2@m1.example")
    await page.locator("#why-mute").fill("a quarrel")
    await page.get_by_role("button", name="Mute for 30 days").click()
    await expect(page.locator("main")).to_contain_text("Its reports weigh nothing until")
    await page.goto(desk.address + "/desk/case/1/why")
    await expect(page.locator("main")).to_contain_text("the same again")
    await page.get_by_role("button", name="Copy it").click()
    await expect(page.locator("#letter-said")).to_have_text("Copied.")


async def test_all_of_it_works_without_a_script(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.LEAD, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page: Page = await seat.open("/desk/policy/edit")
    await page.locator(TEXT).fill(written(FRESH))
    await page.get_by_role("button", name="Check", exact=True).click()
    await expect(page.locator("#checked")).to_contain_text("It can be read, and its tests pass.")
    assert await page.locator(TEXT).input_value() == written(FRESH)
    await page.get_by_role("button", name="Try it on the past").click()
    await work(desk, int(page.url.rpartition("/")[2]))
    await page.get_by_role("link", name="Look again").click()
    await expect(page.get_by_role("heading", name="By rule")).to_be_visible()
    await page.goto(desk.address + "/desk/case/1/why")
    assert not await page.get_by_role("button", name="Copy it").is_visible()
    await expect(page.locator("#letter")).to_be_visible()
