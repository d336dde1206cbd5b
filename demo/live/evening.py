"""An evening at the desk: a dozen varied cases wait, and a link lets one in."""

from urllib.parse import urlsplit

from demo.federation.mastodon_double import MastodonDouble
from demo.live import cast, desk, pictures
from demo.live.guard import until
from demo.live.story import SOON_S, Story
from demo.live.visiting import Visitor

GUEST = "casey"
WORD = "brindlewick"  # invented; the only entry of the demo's list of words
_WAITING = "SELECT count(*) AS n FROM cases WHERE state IN ('waiting', 'returned')"
_DECIDED = "SELECT id FROM cases WHERE verdict = 'confirmed' ORDER BY id LIMIT 1"
_WANTED = 12


def fill(story: Story) -> None:
    """What people of M post and complain of, until a dozen cases wait."""
    story.teller.chapter("An evening at the desk")
    if story.stage.m:
        _post(story.stage.m)
    appealing = Visitor(story.guard.url)
    desk.let_in(appealing, desk.invite(story, "sam"))
    _appeal(story, appealing)
    until(lambda: _waiting(story) >= _WANTED or None, SOON_S)
    story.say(f"{_waiting(story)} cases wait: exact, alike, a clip, words, complaints, unreadable, an appeal")


def tell(story: Story) -> list[str]:
    """Where the desk is, and how to get in."""
    link = desk.invite(story, GUEST)
    parts = urlsplit(link)
    config = story.stage.folder / "leeward.toml"
    return [
        f"the desk  {parts.scheme}://{parts.netloc}/desk",
        f"link      {link}",
        "          opens it once, within 15 minutes, as lead and operator; then choose how you sign in",
        f"another   ./do leeward people link {GUEST} --config {config}",
    ]


def _post(m: MastodonDouble) -> None:
    for user in ("alice", "mallory", "bob"):
        cast.quick(m, user, pictures.listed(4), "a listed picture, byte for byte")
    for number, user in ((4, "bob"), (5, "alice")):
        cast.quick(m, user, pictures.disguised(number), "a listed picture in disguise")
    cast.quick(m, "mallory", pictures.clip(), "a clip with a listed picture")
    for number in (1, 2):
        cast.quick(m, "bob", pictures.broken(number), "a file that nobody can read")
    for number in (40, 41):
        cast.quick(m, "alice", pictures.innocent(number), "a listed word", f"the {WORD} at dawn")
    for number, user in ((50, "mallory"), (51, "bob"), (52, "alice")):
        sent = cast.quick(m, user, pictures.innocent(number), "what somebody complains of")
        for other in {"alice", "mallory", "bob"} - {user}:
            m.report(other, m.account(user), [sent.native_id], "I do not like this bridge")


def _appeal(story: Story, visitor: Visitor) -> None:
    """Whose post was removed asks again."""
    for row in story.guard.rows(_DECIDED):
        page = visitor.open(f"/desk/case/{row['id']}/appeal")
        for form in page.forms:
            if form.action.endswith("/appeal"):
                visitor.send(form, said="It is only a bridge, and I drew it myself.")


def _waiting(story: Story) -> int:
    (row,) = story.guard.rows(_WAITING)
    return int(row["n"])
