"""Care of whoever looks: the budget, breaks, handing over, settings, the team; in a real browser."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from leeward.review.people.rights import Role, Visitor
from tests.caring import Caring
from tests.desks import Served

SHOW = """async (path) => {
  const csrf = document.querySelector("meta[name=csrf]").content;
  const form = new URLSearchParams({ level: "1", way: "whole" });
  const answer = await fetch(path, { method: "POST", headers: { "x-csrf": csrf }, body: form });
  return [answer.status, await answer.text()];
}"""


async def _visitor(desk: Served, name: str) -> Visitor:
    found = await desk.room.sessions.recognise(desk.tokens[name])
    assert found is not None
    return found


async def _works(page: Page, desk: Served, minutes: int) -> None:
    """Opens the page every five minutes."""
    for _ in range(0, minutes, 5):
        desk.clock.pass_s(300)
        await page.reload()


async def test_the_budget_stops_what_is_shown_and_says_when_it_goes_on(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.MODERATOR)
    stage, ada = Caring(desk.store, desk.clock), await _visitor(desk, "ada")
    case = await stage.case()
    await desk.room.queue.claim(ada, case)
    page = await seat.open("/desk/settings")
    bar = page.locator(".care-bar")
    await expect(bar).to_contain_text("0 of 30 exposure minutes")
    for _ in range(16):
        await stage.show(ada, case, 4)
    await page.reload()
    await expect(bar).to_contain_text("You have been shown a lot today.")
    for _ in range(15):
        await stage.show(ada, case, 4)
    await page.reload()
    await expect(bar).to_contain_text("That is enough for today.")
    status, said = await page.evaluate(SHOW, f"/desk/case/{case}/media/0")
    assert status == 403
    assert "Nothing is lost, and you have done a lot" in said
    again = (await desk.room.care.of(ada)).again_at
    assert again is not None
    assert f"from {again:%H:%M} UTC on" in said
    await bar.locator("a.care-ring").click()
    await expect(page.locator("h1")).to_have_text("What I have been shown")
    await expect(page.locator("main img")).to_have_count(0)


async def test_a_break_is_proposed_after_45_minutes_and_one_key_ends_it(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.MODERATOR, reduced_motion="reduce")
    page = await seat.open("/desk/settings")
    await _works(page, desk, 40)
    await expect(page.get_by_text("Time for a break")).to_have_count(0)
    await _works(page, desk, 5)
    await expect(page.locator(".care-bar [role=status]")).to_contain_text("You have worked for 45 minutes")
    await page.get_by_role("button", name="In ten minutes").click()
    await page.goto(desk.address + "/desk/settings")
    await expect(page.get_by_text("Time for a break")).to_have_count(0)
    await _works(page, desk, 10)
    await page.locator(".care-bar").get_by_role("button", name="Take a break").click()
    await expect(page.locator("h1")).to_have_text("A break")
    await _plays(page)
    moving = "getComputedStyle(document.querySelector('.breath .moving')).animationName"
    assert await page.evaluate(moving) == "none"
    await page.emulate_media(reduced_motion="no-preference")
    assert await page.evaluate(moving) == "breathe"
    desk.clock.pass_s(180)
    await page.keyboard.press("b")
    await expect(page.locator("h1")).to_have_text("Home")
    await expect(page.locator(".care-bar")).to_contain_text("0 minutes since a break")


async def _plays(page: Page) -> None:
    """The game follows the arrow keys, drops with the space bar, and moves not by itself."""
    game = page.locator(".shapes")
    await game.focus()
    drawn = "one => [...one.children].flatMap((cell, place) => cell.className ? [place] : [])"
    first = await game.evaluate(drawn)
    await page.keyboard.press("ArrowRight")
    assert await game.evaluate(drawn) == [place + 1 for place in first]
    await page.keyboard.press("ArrowDown")
    assert await game.evaluate(drawn) == [place + 11 for place in first]
    await page.keyboard.press(" ")
    fallen = await game.evaluate(drawn)
    assert len(fallen) == 8, "one lies, the next one is there"
    assert max(fallen) >= 130


async def test_a_break_is_proposed_after_five_hard_pictures_in_a_row(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.CHILD_SAFETY)
    stage, ada = Caring(desk.store, desk.clock), await _visitor(desk, "ada")
    page = await seat.open("/desk/settings")
    case = await stage.case("child-safety")
    for number in range(5):
        await expect(page.get_by_text("Time for a break")).to_have_count(0)
        desk.clock.pass_s(5)
        await stage.show(ada, case, 3 + number % 2, seconds=2)
        await page.reload()
    await expect(page.locator(".care-bar [role=status]")).to_contain_text("five hard pictures in a row")


async def test_one_key_hands_everything_over_and_ends_at_home(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.MODERATOR)
    stage, ada = Caring(desk.store, desk.clock), await _visitor(desk, "ada")
    await desk.room.queue.claim(ada, await stage.case())
    await desk.room.queue.claim(ada, await stage.case())
    page = await seat.open("/desk/settings")
    await page.locator("#floor").focus()
    await page.keyboard.press("h")
    assert page.url.endswith("/desk/settings"), "whoever chooses or writes something hands nothing over"
    await page.locator("h1").click()
    await page.keyboard.press("h")
    await expect(page.get_by_text("Handed over: 2 cases go to somebody else.")).to_be_visible()
    assert page.url.startswith(desk.address + "/desk?")
    assert await stage.rows("SELECT count(*) FROM queue WHERE claimed_by IS NOT NULL") == [(0,)]


async def test_settings_are_saved_without_scripts_and_keys_can_be_switched_off(
    sit: Any, desk: Served
) -> None:
    plain = await sit("ada", Role.MODERATOR, java_script_enabled=False)
    page = await plain.open("/desk/settings")
    await page.select_option("#floor", "2")
    await page.select_option("#holds", "false")
    await page.select_option("#theme", "dark")
    await page.select_option("#keys", "alt")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    for name, value in (("floor", "2"), ("holds", "false"), ("theme", "dark"), ("keys", "alt")):
        await expect(page.locator(f"#{name}")).to_have_value(value)
    await page.goto(desk.address + "/desk/break")
    await expect(page.locator("#game")).to_be_hidden()
    await expect(page.get_by_text("Breathe in through your nose")).to_be_visible()

    seat = await sit("bob", Role.MODERATOR)
    page = await seat.open("/desk/settings")
    assert await page.locator("#floor").input_value() == "4", "of somebody else"
    await page.select_option("#keys", "alt")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.keyboard.press("h")
    assert "/desk/settings" in page.url
    await page.keyboard.press("Alt+h")
    await expect(page.get_by_text("Handed over: 0 cases")).to_be_visible()


async def test_the_team_page_tells_nothing_of_two_people(sit: Any, desk: Served) -> None:
    stage = Caring(desk.store, desk.clock)
    people = [await stage.person(name, Role.MODERATOR) for name in ("bob", "eve", "ivy")]
    desk.clock.pass_s(-7 * 86_400)
    for one in people:
        await stage.show(one, await stage.decided(one), 4, seconds=600)
    desk.clock.pass_s(7 * 86_400)
    page = await (await sit("ada", Role.LEAD)).open("/desk/team")
    await expect(page.locator("main").get_by_text("exposure minutes, to the nearest ten")).to_be_visible()
    await stage.do("DELETE FROM views WHERE person = $1", people[0].person)
    await stage.do("UPDATE cases SET verdict_by = 'eve' WHERE verdict_by = 'bob'")
    await page.reload()
    await expect(page.get_by_text("Too few people: it would tell of one of them.")).to_have_count(6)


async def test_whoever_answered_a_check_is_told_so(sit: Any, desk: Served) -> None:
    seat = await sit("ada", Role.MODERATOR)
    stage, ada = Caring(desk.store, desk.clock), await _visitor(desk, "ada")
    case = await stage.decided(await stage.person("bob", Role.MODERATOR))
    statement = 'INSERT INTO golden ("case", person, dealt_at) VALUES ($1, $2, $3)'
    await stage.do(statement, case, ada.person, desk.clock())
    await desk.room.care.record_golden(ada, case, "allow")
    page = await seat.open(f"/desk/check/{case}")
    await expect(page.get_by_text("You see it differently.")).to_be_visible()
    found = await Axe().run(page)
    assert not [one["id"] for one in found.response["violations"]]
