"""The case page as people use it: every key, every form without scripts, two readers, nothing too early."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Page, expect

from leeward.config import Config, Live
from leeward.review.cases.applying import Applying
from leeward.review.people.rights import Role
from tests.browser.conftest import Seat
from tests.desks import Served, served_desk
from tests.evenings import evening
from tests.staged import LIST, Evening

CONFIG = Config(data_dir=Path("/nonexistent"), live=Live(verified=(LIST,)))


@pytest_asyncio.fixture(loop_scope="session")
async def stage(fresh_database: str) -> AsyncIterator[Evening]:
    """A dozen cases on a desk whose list people have verified."""
    async with served_desk(fresh_database, CONFIG) as desk, evening(desk) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def sit(browser: Any, stage: Evening) -> AsyncIterator[Any]:
    """Seats somebody at that desk."""
    contexts = []

    async def seated(name: str, *roles: Role, **options: Any) -> Seat:
        token = await stage.desk.cookie(name, *roles)
        context = await browser.new_context(**options)
        contexts.append(context)
        await context.add_cookies([{"name": "leeward", "value": token, "url": stage.desk.address}])
        return Seat(context, stage.desk)

    yield seated
    for context in contexts:
        await context.close()


async def _pass_and_apply(desk: Served) -> None:
    """The time for taking back is over, and a worker has been there."""
    desk.clock.pass_s(desk.room.ground.config.desk.undo_seconds + 0.1)
    async with desk.store.session() as connection:
        rows = await connection.fetch(
            "SELECT id FROM verdicts WHERE applied_at IS NULL AND undone_at IS NULL"
        )
    for row in rows:
        await Applying(desk.room.ground).apply(row["id"])


async def _state(desk: Served, case: int) -> tuple[str, str | None]:
    async with desk.store.session() as connection:
        row = await connection.fetchrow("SELECT state, verdict FROM cases WHERE id = $1", case)
    return row["state"], row["verdict"]


async def test_facts_come_first_and_media_last_and_every_key_says_its_verdict(
    stage: Evening, sit: Any
) -> None:
    seat, desk, cases = await sit("ada", Role.LEAD), stage.desk, stage.cases
    page = await seat.open(f"/desk/case/{cases['alike']}")
    order = await page.evaluate(
        "[...document.querySelectorAll('.case-facts, .case-decide, .case-media')].map(one => one.className)"
    )
    assert order == ["case-facts", "case-decide", "case-media"]
    assert await page.locator(".case img, .case video, .case canvas").count() == 0
    await expect(page.locator(".trace li").first).to_have_class(re.compile("yes|no|unknown"))
    outside = page.locator("a[data-outside]")
    assert await outside.get_attribute("rel") == "noreferrer noopener"
    assert not await outside.is_visible()  # behind a warning
    await page.keyboard.press("?")
    await expect(page.locator("dialog#help")).to_be_visible()
    await page.keyboard.press("j")  # keys behind an open dialog press nothing
    await page.keyboard.press("Escape")
    assert await _verdicts(desk) == []
    for key, name, verdict in (
        ("j", "complaint", "Allow"),
        ("k", "complaints", "Keep behind a warning"),
        ("u", "words", "I can't judge this"),
    ):
        page = await seat.open(f"/desk/case/{cases[name]}")
        await page.keyboard.press(key)
        await page.wait_for_url("**/desk/verdict/*")
        await expect(page.locator("h1")).to_have_text(f"You said: {verdict}")
    await page.keyboard.press("z")
    await page.wait_for_url(f"**/desk/case/{cases['words']}?done=undone")
    page = await seat.open(f"/desk/case/{cases['words']}")
    await page.keyboard.press("s")
    await page.wait_for_url("**/desk?done=skipped")
    page = await seat.open(f"/desk/case/{cases['exact']}")
    await page.keyboard.press(";")
    await page.wait_for_url("**/child-safety")
    said = [(kind, undone) for kind, undone in await _verdicts(desk)]
    assert said == [("allow", False), ("restrict", False), ("unable", True)]
    await _pass_and_apply(desk)
    assert await _state(desk, cases["complaint"]) == ("released", "released")
    assert await _state(desk, cases["complaints"]) == ("restricted", "restricted")
    assert await _state(desk, cases["words"]) == ("waiting", None)


async def _verdicts(desk: Served) -> list[tuple[str, bool]]:
    async with desk.store.session() as connection:
        rows = await connection.fetch(
            "SELECT kind, undone_at IS NOT NULL AS undone FROM verdicts ORDER BY id"
        )
    return [(row["kind"], row["undone"]) for row in rows]


async def test_nobody_has_to_look_and_copies_can_be_left_out(stage: Evening, sit: Any) -> None:
    seat, desk, cases = await sit("ada", Role.LEAD), stage.desk, stage.cases
    page = await seat.open(f"/desk/case/{cases['exact']}")
    await expect(page.locator("#nolook")).to_have_text("Why you need not look")
    await expect(page.locator("legend")).to_have_text("Applies to 3 posts on 3 accounts")
    await page.locator(f"input[name=also][value='{cases['exact copy']}']").uncheck()
    await page.locator("h1").click()  # nothing has the focus: Enter is the default
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Remove: this will be ordered")
    await expect(page.locator("main")).to_contain_text("No way back.")
    await page.wait_for_load_state()
    assert await _verdicts(desk) == []
    await page.keyboard.press("l")
    await page.wait_for_url("**/desk/verdict/*")
    await expect(page.locator("main")).to_contain_text("and copies of it, 2 in all")
    async with desk.store.session() as connection:
        row = await connection.fetchrow("SELECT cases, without_looking FROM verdicts")
    assert (row["cases"], row["without_looking"]) == ([cases["exact"], cases["exact copy too"]], True)
    await _pass_and_apply(desk)
    assert [(await _state(desk, cases[one]))[0] for one in ("exact", "exact copy", "exact copy too")] == [
        "confirmed",
        "waiting",
        "confirmed",
    ]
    await page.reload()
    await expect(page.locator("main")).to_contain_text("Its removal is ordered.")
    late = await page.request.post(page.url + "/undo", form={"csrf": await _proof(page)})
    assert late.status == 409
    assert "cannot be taken back any more" in await late.text()


async def _proof(page: Page) -> str:
    return str(await page.locator("meta[name=csrf]").get_attribute("content"))


async def test_all_of_it_works_without_scripts(stage: Evening, sit: Any) -> None:
    seat, desk, cases = await sit("ada", Role.LEAD, java_script_enabled=False), stage.desk, stage.cases
    page = await seat.open(f"/desk/case/{cases['complaint']}")
    await page.get_by_role("button", name="Allow").click()
    await expect(page.locator("h1")).to_have_text("You said: Allow")
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.locator("main")).to_contain_text("Taken back. Nothing happened.")
    await page.get_by_role("button", name="Remove").click()
    await page.get_by_role("button", name="Remove").click()
    await expect(page.locator("h1")).to_have_text("You said: Remove")
    page = await seat.open("/desk/held")
    await page.get_by_role("button", name=f"Release case {cases['newcomer']}").click()
    await expect(page.locator("h1")).to_have_text("You said: Allow")
    await _pass_and_apply(desk)
    assert await _state(desk, cases["complaint"]) == ("confirmed", "confirmed")
    assert await _state(desk, cases["newcomer"]) == ("released", "released")
    page = await seat.open(f"/desk/case/{cases['complaint']}")
    await page.get_by_role("link", name="The author objects: write it down").click()
    await page.get_by_label("What the author says").fill("It is a drawing of a harbour.")
    await page.get_by_role("button", name="Open the appeal").click()
    await expect(page.locator("main")).to_contain_text("It is a drawing of a harbour.")
    page = await seat.open(f"/desk/case/{cases['exact']}/child-safety")
    await expect(page.locator("main")).to_contain_text("Nothing is sent from here.")
    await page.get_by_label("Something else").check()
    await page.get_by_role("button", name="Write it down").click()
    await expect(page.locator("main")).to_contain_text("Receipt: it is written down.")


async def test_the_second_reader_sees_nothing_of_the_first_in_any_answer(stage: Evening, sit: Any) -> None:
    desk, case = stage.desk, stage.cases["alike"]
    first, second = await sit("first-of-two", Role.LEAD), await sit("bob", Role.LEAD)
    async with desk.store.transaction() as connection:
        await connection.execute(
            "UPDATE decisions SET evaluation = jsonb_set(evaluation, '{proposals}', "
            '\'[{"action": "remove", "human": "two", "rules": ["looks-like"]}]\') '
            "WHERE item = (SELECT item FROM cases WHERE id = $1)",
            case,
        )
    page = await second.open(f"/desk/case/{case}")
    before = await _words(page)
    one = await first.open(f"/desk/case/{case}")
    await one.keyboard.press("l")
    await expect(one.locator("main")).to_contain_text("Two people have to agree to this")
    await one.wait_for_load_state()
    await one.keyboard.press("Enter")
    await one.wait_for_url("**/desk/verdict/*")
    await page.reload()
    assert await _words(page) == before
    await _pass_and_apply(desk)
    await one.reload()
    await expect(one.locator("main")).to_contain_text("Another person is asked before anything is done.")
    whys = f"/desk/case/{case}/why"
    for path in (f"/desk/case/{case}", whys, "/desk", "/desk/cases", "/desk/held", "/desk/audit"):
        answer = await page.goto(desk.address + path)
        assert answer
        assert "first-of-two" not in await answer.text() + str(await answer.all_headers()), path
    await page.goto(f"{desk.address}/desk/case/{case}")
    assert await _words(page) == before
    await one.goto(f"{desk.address}/desk/case/{case}")
    await expect(one.locator(".case-decide")).to_contain_text("You have had your say here.")
    await page.keyboard.press("l")
    await expect(page.locator("main")).to_contain_text("Two people have to agree to this")
    await page.wait_for_load_state()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/verdict/*")
    await _pass_and_apply(desk)
    assert await _state(desk, case) == ("confirmed", "confirmed")


async def _words(page: Page) -> str:
    """What the page says, but for times that pass."""
    text = await page.locator("main").inner_text()
    return re.sub(r"\d+ (second|minute|hour)s?( ago)?", "some time", text)


async def test_what_nobody_could_judge_and_what_did_not_take_effect_is_told(stage: Evening, sit: Any) -> None:
    desk, cases = stage.desk, stage.cases
    ada, lena = await sit("ada", Role.MODERATOR), await sit("lena", Role.LEAD)
    page = await ada.open(f"/desk/case/{cases['words']}")
    await page.keyboard.press("u")
    await page.wait_for_url("**/desk/verdict/*")
    await _pass_and_apply(desk)
    await page.reload()
    await expect(page.locator("main")).to_contain_text("A lead is asked.")
    page = await ada.open(f"/desk/case/{cases['words']}")
    await expect(page.locator("main")).to_contain_text("You said that you cannot judge this.")
    assert await page.locator("[data-key=j]").count() == 0
    lead = await lena.open(f"/desk/case/{cases['words']}")
    await expect(lead.locator("main")).to_contain_text("Somebody could not judge this: a lead is asked.")
    await lead.keyboard.press("u")
    await lead.wait_for_url("**/desk/verdict/*")
    page = await ada.open(f"/desk/case/{cases['complaint']}")
    await page.keyboard.press("j")
    await page.wait_for_url("**/desk/verdict/*")
    await desk.room.ground.verdicts().confirm(cases["complaint"], "grace")
    await _pass_and_apply(desk)
    await page.goto(f"{desk.address}/desk/case/{cases['unreadable']}")
    await expect(page.locator("main")).to_contain_text(
        f"What you said of case {cases['complaint']} did not take effect."
    )
    await page.get_by_role("button", name="I have read it").click()
    await page.goto(f"{desk.address}/desk/case/{cases['unreadable']}")
    await expect(page.locator("main")).not_to_contain_text("did not take effect")
    await lead.goto(f"{desk.address}/desk/held")
    await expect(lead.locator("main")).to_contain_text("Nobody here could judge one case.")


async def test_held_posts_are_released_by_keyboard_and_an_appeal_goes_to_another_person(
    stage: Evening, sit: Any
) -> None:
    desk, cases = stage.desk, stage.cases
    ada, bob = await sit("ada", Role.LEAD), await sit("bob", Role.LEAD)
    page = await ada.open("/desk/held")
    waits = await page.locator("[data-held] h2 a").all_inner_texts()
    assert waits[0] == f"Case {cases['alike']}"
    await page.keyboard.press("n")
    await page.keyboard.press("n")
    await page.keyboard.press("p")
    await page.keyboard.press("j")
    await page.wait_for_url("**/desk/verdict/*")
    await _pass_and_apply(desk)
    assert await _state(desk, cases["alike"]) == ("released", "released")
    await desk.room.ground.verdicts().confirm(cases["complaint"], "ada")
    page = await ada.open(f"/desk/case/{cases['complaint']}/appeal")
    await page.get_by_label("What the author says").fill("It is a drawing.")
    await page.get_by_role("button", name="Open the appeal").click()
    number = int(page.url.rpartition("/")[2].partition("?")[0])
    await stage.scene.act(number)
    await page.goto(f"{desk.address}/desk/case/{number}")
    await expect(page.locator("main")).to_contain_text("You have had your say here.")
    page = await bob.open(f"/desk/case/{number}")
    await expect(page.locator("main")).to_contain_text("It is a drawing.")
    assert "ada" not in re.findall(r"\w+", await page.locator("main").inner_text())
    await page.keyboard.press("j")
    await page.wait_for_url("**/desk/verdict/*")
    await _pass_and_apply(desk)
    assert await _state(desk, number) == ("closed", "released")
    assert await _state(desk, cases["complaint"]) == ("released", "released")
