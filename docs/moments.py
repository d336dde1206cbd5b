"""What happens at the desk and is no page of its own: a picture that is held, a break, a spent budget."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page

from leeward.review.cases.applying import Applying
from leeward.review.people.rights import Role, Visitor
from tests.caring import Caring
from tests.staged import Evening

PHONE = 400  # pixels: narrower is in a hand
View = Page | Locator
Moment = Callable[["Stand"], Awaitable[View]]


@dataclass
class Stand:
    """Where a picture is taken from: a page of somebody's browser, and the evening."""

    page: Page
    stage: Evening
    visitor: Visitor

    async def open(self, path: str) -> Page:
        """A page of the desk."""
        await self.page.goto(self.stage.desk.address + path)
        return self.page

    async def claim(self, name: str) -> str:
        """Take a case by its name on stage; the address of its page."""
        number = self.stage.cases[name]
        await self.stage.desk.room.queue.claim(self.visitor, number)
        return f"/desk/case/{number}"


@asynccontextmanager
async def somebody(
    browser: Browser, stage: Evening, name: str, width: int, scheme: str = "light"
) -> AsyncIterator[Stand]:
    """One who leads, new at the desk, in a browser of this width."""
    token = await stage.desk.cookie(name, Role.LEAD, Role.OPERATOR)
    visitor = await stage.desk.room.sessions.recognise(token)
    assert visitor is not None
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        has_touch=width < PHONE,
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    await context.add_cookies([{"name": "leeward", "value": token, "url": stage.desk.address}])
    yield Stand(await context.new_page(), stage, visitor)
    await context.close()
    await Caring(stage.desk.store, stage.desk.clock).do(
        "UPDATE queue SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = $1", visitor.person
    )


async def held(stand: Stand, case: str, level: int) -> Locator:
    """The box of a case's media, while somebody holds it at this level."""
    page = await stand.open(await stand.claim(case) + "/media")
    await page.keyboard.press(str(level))
    await page.keyboard.down("Space")
    await page.locator(f"canvas.level-{level}").wait_for()
    return page.locator("[data-media]")


async def mosaic(stand: Stand) -> View:
    """Level 1."""
    return await held(stand, "alike", 1)


async def blurred(stand: Stand) -> View:
    """Level 2."""
    return await held(stand, "alike", 2)


async def grey(stand: Stand) -> View:
    """Level 3."""
    return await held(stand, "alike", 3)


async def spotlight(stand: Stand) -> View:
    """Level 3, and only what is under the pointer."""
    page = await stand.open(await stand.claim("alike") + "/media")
    await page.keyboard.press("t")
    pane = page.locator("[data-pane]")
    await pane.scroll_into_view_if_needed()
    await pane.focus()
    await page.keyboard.down("Space")
    await page.locator("canvas.level-3").wait_for()
    return page.locator("[data-media]")


async def clip(stand: Stand) -> View:
    """A film is some still frames."""
    box = await held(stand, "clip", 3)
    for frame in (2, 3, 4):
        await stand.page.keyboard.press(".")
        await box.get_by_text(f"Frame {frame} of").wait_for()
    return box


async def desk(stand: Stand) -> View:
    """The whole desk, wide, while a picture is held blurred."""
    page = await stand.open(await stand.claim("alike"))
    await page.keyboard.press("2")
    await page.keyboard.down("Space")
    await page.locator("canvas.level-2").wait_for()
    return page.locator("body")


async def exact(stand: Stand) -> View:
    """Nobody has to look, and one decision is for all copies."""
    return await stand.open(await stand.claim("exact"))


async def budget(stand: Stand) -> View:
    """What is shown has come to its end for today."""
    caring, case = Caring(stand.stage.desk.store, stand.stage.desk.clock), stand.stage.cases["alike"]
    await stand.claim("alike")
    for _ in range(31):
        await caring.show(stand.visitor, case, 4)
    page = await stand.open(f"/desk/case/{case}/media")
    await page.keyboard.down("Space")
    await page.locator("[data-told].wrong").wait_for()
    await page.keyboard.up("Space")
    return page


async def pause(stand: Stand) -> View:
    """A break is proposed after five hard pictures in a row."""
    caring, case = Caring(stand.stage.desk.store, stand.stage.desk.clock), stand.stage.cases["exact"]
    await stand.open("/desk")
    for number in range(5):
        caring.clock.pass_s(5)
        await caring.show(stand.visitor, case, 3 + number % 2, seconds=4)
    page = await stand.open("/desk")
    await page.get_by_text("Time for a break").wait_for()
    return page


async def sure(stand: Stand) -> View:
    """What takes something away for good is asked once more."""
    page = await stand.open(await stand.claim("alike"))
    await page.keyboard.press("l")
    await page.get_by_role("heading", name="Remove: this will be ordered").wait_for()
    return page


async def first(stand: Stand) -> View:
    """Somebody has said to remove, where two have to agree."""
    case = stand.stage.cases["alike too"]
    async with stand.stage.desk.store.transaction() as connection:
        await connection.execute(
            "UPDATE decisions SET evaluation = jsonb_set(evaluation, '{proposals}', "
            '\'[{"action": "remove", "human": "two", "rules": ["looks-like"]}]\') '
            "WHERE item = (SELECT item FROM cases WHERE id = $1)",
            case,
        )
    page = await stand.open(await stand.claim("alike too"))
    for one in await page.locator("input[name=also]").all():
        await one.uncheck()
    await page.keyboard.press("l")
    await page.get_by_text("Two people have to agree to this").first.wait_for()
    await page.wait_for_load_state()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/verdict/*")
    stand.stage.numbers["first"] = int(page.url.rpartition("/")[2])
    return page


async def second(stand: Stand) -> View:
    """Another person is asked, and told nothing of the first."""
    room = stand.stage.desk.room
    stand.stage.desk.clock.pass_s(room.ground.config.desk.undo_seconds + 1)
    await Applying(room.ground).apply(stand.stage.numbers["first"])
    return await stand.open(await stand.claim("alike too"))


async def invited(stand: Stand) -> View:
    """The link that a new person gets."""
    page = await stand.open("/desk/people")
    await page.get_by_label("Name").fill("Sven")
    await page.locator("input[value=moderator]").check()
    await page.get_by_role("button", name="Add, and make a link").click()
    await page.get_by_role("heading", name="A link for Sven").wait_for()
    return page


@dataclass(frozen=True, slots=True)
class Told:
    """A moment and its pictures. widths: pixels; a second one is the phone's."""

    name: str
    words: str
    moment: Moment
    widths: tuple[int, ...] = (960, 360)


MOMENTS = (
    Told("case", "A case on a wide screen, while its picture is held", desk, (1440,)),
    Told("level-1", "Level 1: a mosaic", mosaic, (480,)),
    Told("level-2", "Level 2: small, blurred and grey", blurred, (480,)),
    Told("level-3", "Level 3: grey", grey, (480,)),
    Told("spotlight", "Level 3 with the spotlight: only a circle is sent", spotlight, (480,)),
    Told("clip", "A film is still frames, one step at a time, without sound", clip, (600, 360)),
    Told("exact", "Nobody needs to look, and one decision covers all copies", exact),
    Told("sure", "What takes something away is asked once more", sure),
    Told("pause", "A break is proposed after five hard pictures", pause),
    Told("budget", "Enough for today", budget),
    Told("first", "The first of two has spoken", first, (960,)),
    Told("invited", "A link that lets a new person in once", invited, (960,)),
    Told("second", "Whoever reads second is told nothing of the first", second, (960,)),
)
"""In this order: the later ones change what the earlier ones show."""
