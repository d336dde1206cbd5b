"""Is it really gone? Here it is, there it is not, and Leeward says which is which."""

from demo.federation.asking import Json
from demo.federation.snac import Snac
from demo.live import records
from demo.live.guard import until
from demo.live.holding import case_of
from demo.live.records import Sent
from demo.live.story import Story

PATIENCE_S = 40.0


def prove(story: Story) -> None:
    """What was removed is probed, round by round."""
    for sent in sorted(story.cast.exact, key=lambda sent: sent.where):  # A first: its admin has work to do
        if case := case_of(story, sent):
            _returned(story, sent, case)
            _delete_files(story, sent)


def prove_again(story: Story) -> None:
    """Where the admin has deleted the file as well, a later round finds it gone."""
    for sent in story.cast.exact:
        if (case := case_of(story, sent)) and sent.where == "A":
            _gone_at_last(story, case)
    _elsewhere(story)


def _returned(story: Story, sent: Sent, case: int) -> None:
    """Both servers keep the file for ever: whoever has the link still gets it."""
    until(lambda: records.state(story.guard, case) == "returned" or None, PATIENCE_S)
    seen = records.rounds(story.guard, case)
    last = seen[max(seen)] if seen else []
    story.say(
        f"case {case}, on {sent.where}: the post is {_of(last, 'post')}, its file is {_of(last, 'url')}"
    )
    story.teller.more(f"{what}: {state}: {words}" for what, state, words in last)
    alarms = story.guard.rows("SELECT said FROM alarms WHERE starts_with(name, $1)", f"case:{case}:returned")
    story.teller.more(f"alarm: {one['said']}" for one in alarms)
    told = f"post {_of(last, 'post')}, file {_of(last, 'url')}; {records.state(story.guard, case)}"
    is_kept = (_of(last, "post"), _of(last, "url")) == ("gone", "still there") and bool(alarms)
    name = f"a removed post whose file {sent.where} still serves is not called gone"
    story.check(name, "post gone, file still there; returned; alarm", told, is_kept)


def _delete_files(story: Story, sent: Sent) -> None:
    """The admin of A deletes the file, too, as `leeward connect` had said. On M, nobody can."""
    a = story.stage.a
    if a is None or sent.where != "A":
        return
    for url in sent.urls:
        for file in a.media_folder("alice").glob(f"{url.rpartition('/')[2]}*"):
            file.unlink()
    story.say("the admin of A deletes the file on the disk, too: snac never does it by itself")


def _gone_at_last(story: Story, case: int) -> None:
    until(lambda: records.state(story.guard, case) in {"verifying", "closed"} or None, PATIENCE_S)
    until(lambda: records.state(story.guard, case) == "closed" or None, PATIENCE_S)
    seen = records.rounds(story.guard, case)
    last = seen[max(seen)]
    now = records.state(story.guard, case)
    story.say(
        f"case {case}, on A: round {max(seen)}: the post is {_of(last, 'post')}, its file {_of(last, 'url')}"
    )
    told = f"post {_of(last, 'post')}, file {_of(last, 'url')}; case {now}"
    is_kept = (_of(last, "post"), _of(last, "url")) == ("gone", "gone")
    story.check("what is gone in the end is found gone", "post and file gone", told, is_kept)


def _elsewhere(story: Story) -> None:
    """B is not protected here: the demo asks it, Leeward does not speak for it."""
    a, b = story.stage.a, story.stage.b
    posts = [sent for sent in story.cast.exact if sent.where == "A"]
    if a is None or b is None or not posts:
        return
    shows = until(lambda: None if _shown(b, posts[0].uri) else False, 10)
    story.say(
        f"bob on B {'no longer sees' if shows is False else 'STILL SEES'} the post: A told B of its deletion"
    )


def _shown(b: Snac, uri: str) -> bool:
    shown: list[Json] = b.home("bob")
    return any(one["uri"] == uri for one in shown)


def _of(seen: list[tuple[str, str, str]], what: str) -> str:
    """Of several, the one that counts: there, not known, gone."""
    states = {state for kind, state, _ in seen if kind == what}
    return next((one for one in ("still there", "unknown", "gone") if one in states), "not looked after")
