"""An evening from the first page: start by keyboard, the case is theirs, and the end is kind."""

from typing import Any

from leeward.review.people.rights import Role
from tests.caring import Caring
from tests.queues import Stage


async def test_start_deals_the_gravest_case_and_a_second_person_gets_another(sit: Any, desk: Any) -> None:
    stage = Stage(desk.room, desk.store, desk.clock)
    server = await stage.server()
    light = await stage.case(server, "spam", pictures=[])
    grave = await stage.case(server, "child-safety", pictures=[])
    ada, bo = (
        await sit("ada", Role.CHILD_SAFETY),
        await sit("bo", Role.LEAD, viewport={"width": 360, "height": 740}),
    )
    page = await ada.open("/desk")
    assert await page.locator(".stat b").first.inner_text() == "2"
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/desk/case/{grave}")
    other = await bo.open("/desk")
    await other.get_by_role("button", name="Start").click()
    await other.wait_for_url(f"**/desk/case/{light}")
    await page.goto(desk.address + "/desk")
    assert await page.get_by_role("link", name=f"Case {grave}").is_visible()
    await page.get_by_role("button", name="Start").click()
    await page.wait_for_url("**/desk/start?nothing=yes")
    assert await page.get_by_role("heading", name="Nothing for you right now").is_visible()
    await page.goto(desk.address + "/desk/cases")
    assert await page.locator("tbody tr").count() == 2
    assert await page.locator("main img, main video, main canvas").count() == 0
    await page.get_by_label("Queue").select_option("spam")
    await page.get_by_role("button", name="Show").click()
    await page.wait_for_url("**queue=spam**")
    assert await page.locator("tbody tr").count() == 1


async def test_after_a_hard_picture_come_three_cases_of_words_then_the_gravest(sit: Any, desk: Any) -> None:
    stage, caring = Stage(desk.room, desk.store, desk.clock), Caring(desk.store, desk.clock)
    seat, server = await sit("ada", Role.CHILD_SAFETY), await stage.server()
    visitor = await desk.room.sessions.recognise(desk.tokens["ada"])
    words = {await stage.case(server, "spam", pictures=[]) for _ in range(4)}
    grave = [await stage.case(server, "child-safety", hours=hours) for hours in (2, 5)]
    await caring.show(visitor, grave[0], 4, seconds=2)
    page, dealt = await seat.open("/desk"), list[int]()
    for _ in range(4):
        desk.clock.pass_s(1)
        await page.goto(desk.address + "/desk")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk/case/*")
        dealt.append(int(page.url.rpartition("/")[2]))
        await page.locator("h1").click()
        await page.keyboard.press("s")
        await page.wait_for_url("**/desk?done=skipped")
    assert {*dealt[:3]} < words
    assert dealt[3] == grave[1]
