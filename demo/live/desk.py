"""The review desk: a person is let in by a link that works once, and decides a case without looking."""

from collections.abc import Callable
from urllib.parse import urlsplit

from demo.federation.asking import Json
from demo.live import cast, pictures, records
from demo.live.guard import until
from demo.live.records import Sent
from demo.live.story import SOON_S, Story
from demo.live.visiting import Form, Page, Visitor

PERSON = "robin"
_ROLES = ("lead", "operator")


def invite(story: Story, name: str = PERSON) -> str:
    """A link that opens the desk once, for a new person."""
    roles = [word for role in _ROLES for word in ("--role", role)]
    told: Json = story.guard.asked("people", "add", name, *roles)
    return str(told["link"])


def let_in(visitor: Visitor, link: str) -> Page:
    """What a browser's script does: the part behind # goes into the form."""
    parts = urlsplit(link)
    page = visitor.open(parts.path)
    return _press(visitor, page, lambda form: form.action == parts.path, token=parts.fragment)


def enter(story: Story) -> Visitor:
    """The link opens the desk, and only once."""
    link = invite(story)
    story.say(f"leeward people add {PERSON}: a link that opens the desk once")
    visitor, again = Visitor(story.guard.url), Visitor(story.guard.url)
    outside = visitor.open("/desk")
    opened = let_in(visitor, link)
    home = visitor.open("/desk")
    used = let_in(again, link)
    is_kept = (
        outside.path.startswith("/desk/sign-in")
        and (opened.status, home.status, home.path) == (200, 200, "/desk")
        and used.status == 403
    )
    seen = f"before: {_name(outside)}; by the link: {_name(home)}; by the same link again: {used.status}"
    story.check("a link opens the desk once", "sign-in, then Home, then 403", seen, is_kept)
    return visitor


def decide(story: Story, visitor: Visitor) -> None:
    """One case is decided at the desk; nobody looks at anything."""
    sent = _post(story)
    case = until(lambda: _waiting(story, sent), SOON_S) if sent else None
    if sent is None or case is None:
        story.check("a case is decided without looking", "decided", "no case waits", is_kept=False)
        return
    story.say(f"case {case} waits at the desk: {sent.what}, by {sent.who} on {sent.where}")
    page = visitor.open(f"/desk/case/{case}")
    said = _press(visitor, page, lambda form: form.has("without_looking"))
    if f"/desk/case/{case}" in said.path:  # what cannot be taken back is asked once more
        said = _press(visitor, said, lambda form: form.has("sure"))
    state = until(lambda: _decided(story, case), SOON_S)
    (views,) = story.guard.rows('SELECT count(*) AS n FROM views WHERE "case" = $1', case)
    story.say(
        f"decided without looking; the case is {state or 'undecided'}; looks at its picture: {views['n']}"
    )
    is_kept = state is not None and views["n"] == 0
    seen = f"{state or 'not decided'}, {views['n']} looks"
    story.check("a case is decided at the desk without looking", "decided, 0 looks", seen, is_kept)


def _post(story: Story) -> Sent | None:
    stage = story.stage
    if stage.m:
        return cast.quick(stage.m, "bob", pictures.listed(3), "a listed picture, byte for byte")
    return None


def _waiting(story: Story, sent: Sent) -> int | None:
    found = records.known(story.guard, sent)
    case = found.case if found else None
    return case if case and records.state(story.guard, case) == "waiting" else None


def _decided(story: Story, case: int) -> str | None:
    (row,) = story.guard.rows("SELECT state, verdict FROM cases WHERE id = $1", case)
    return str(row["state"]) if row["verdict"] else None


def _press(visitor: Visitor, page: Page, wanted: Callable[[Form], bool], **more: str) -> Page:
    found = next((form for form in page.forms if wanted(form)), None)
    return visitor.send(found, **more) if found else page


def _name(page: Page) -> str:
    return {"/desk": "Home", "/desk/sign-in": "sign-in"}.get(page.path.partition("?")[0], page.path)
