"""What is held, and what a person makes of it: confirmed and removed, or released and undone."""

from collections.abc import Iterator, Sequence

from demo.federation.asking import Json
from demo.live import records
from demo.live.guard import MODERATOR, until
from demo.live.records import Order, Sent
from demo.live.story import Story

PATIENCE_S = 30.0
IRREVERSIBLE = {"remove_post", "suspend_account"}
_OURS = {"deny_url", "allow_url"}


def held(story: Story) -> None:
    """What the policy ordered by itself: all of it can be taken back."""
    for sent in [*story.cast.exact, *story.cast.disguised]:
        case = case_of(story, sent)
        if case:
            until(lambda case=case: records.state(story.guard, case) == "waiting" or None, PATIENCE_S)  # type: ignore[misc]
            _tell_held(story, sent, case)


def _tell_held(story: Story, sent: Sent, case: int) -> None:
    given = records.orders(story.guard, case)
    story.say(f"case {case}, {sent.who} on {sent.where}: held")
    story.teller.more(line for one in given for line in _lines(one))
    is_mild = not IRREVERSIBLE & {one.action for one in given}
    name = f"{sent.who}'s post on {sent.where} is held, and no more"
    seen = ", ".join(f"{one.action} {one.state}" for one in given)
    if sent.where == "M":
        marks = _marks(story, sent.who)
        story.teller.more([f"M itself says of {sent.who}: {_in_words(marks)}"])
        story.check(
            name, "the server itself shows the account limited", seen, is_mild and all(marks.values())
        )
    else:
        is_asked = any(one.state == "by hand" for one in given)
        story.check(name, "what the server cannot do is asked of a person", seen, is_mild and is_asked)


def confirm(story: Story) -> None:
    """A person looks at each case, in the real thing with eyes; here the demo knows what it posted."""
    for sent in story.cast.exact:
        if case := case_of(story, sent):
            _confirm(story, sent, case)


def release(story: Story) -> None:
    """What only looked alike is let go, and everything undone."""
    for sent in story.cast.disguised:
        if case := case_of(story, sent):
            _release(story, sent, case)


def _confirm(story: Story, sent: Sent, case: int) -> None:
    judged = story.guard.asked("confirm", str(case), "--yes", "--as", MODERATOR)
    story.say(f"leeward confirm {case}: it is what it looks like; {_ordered(judged)}")
    by_hand = until(lambda: _by_hand(story, case), PATIENCE_S) or []
    for one in by_hand:
        story.teller.more(_lines(one))
        _by_a_person(story, sent, one)
    name = f"the removal on {sent.where} is left to a person, in steps"
    has_page = any(one.link for one in by_hand)
    seen = f"{len(by_hand)} by hand, " + ("with its page" if has_page else "and snac has no page for it")
    is_kept = [one.action for one in by_hand] == ["remove_post"] and has_page is (sent.where == "M")
    story.check(name, "one order by hand; on M with its page", seen, is_kept)


def _by_a_person(story: Story, sent: Sent, order: Order) -> None:
    """What the steps say: here on M the post is deleted as from its admin pages, on A as its author."""
    if order.action != "remove_post":
        return
    if sent.where == "M" and story.stage.m:
        story.stage.m.delete(sent.who, sent.native_id)
    elif story.stage.a:
        story.stage.a.delete(sent.uri, sent.who)
    story.guard.asked("done", str(order.id), "--as", MODERATOR)
    story.say(f"done by hand on {sent.where} (the demo clicks for you), then: leeward done {order.id}")


def _by_hand(story: Story, case: int) -> list[Order] | None:
    given = [one for one in records.orders(story.guard, case) if one.is_by_person]
    is_settled = bool(given) and all(one.state not in {"waiting", "sent"} for one in given)
    found = [one for one in given if one.state == "by hand"]
    is_filed = any(one.action == "file_report" for one in given)
    has_pages = all(one.link for one in found) or not is_filed
    return found if is_settled and has_pages else None


def _release(story: Story, sent: Sent, case: int) -> None:
    judged = story.guard.asked("release", str(case), "--as", MODERATOR)
    story.say(f"leeward release {case}: it only looked alike; {_ordered(judged)}")
    until(lambda: records.state(story.guard, case) == "closed" or None, PATIENCE_S)
    given = records.orders(story.guard, case)
    undone = {one.undoes for one in given if one.undoes and one.state == "done"}
    left = [one for one in given if one.state == "done" and not one.undoes and one.id not in undone]
    story.teller.more(line for one in given if one.undoes for line in _lines(one))
    seen = f"case {records.state(story.guard, case)}, {len(undone)} orders taken back"
    is_kept = bool(undone) and not left and records.state(story.guard, case) == "closed"
    if sent.where == "M":
        marks = _marks(story, sent.who)
        story.teller.more([f"M itself says of {sent.who}: {_in_words(marks)}"])
        is_kept = is_kept and not any(marks.values())
        seen += f"; {_in_words(marks)}"
    story.check(f"what is released on {sent.where} is as before", "closed, all taken back", seen, is_kept)


def case_of(story: Story, sent: Sent) -> int | None:
    """The case about a post."""
    found = story.known.get(sent.uri)
    return found.case if found else None


def _ordered(judged: Json) -> str:
    said: Sequence[str] = [f"{one['action']} {one['state']}" for one in judged["orders"]]
    return ", ".join(said) or "nothing to order"


def _lines(order: Order) -> Iterator[str]:
    who = "Leeward" if order.action in _OURS else "the server"
    name = order.action.replace("_", " ")
    if order.state == "by hand":
        yield f"{name}: BY HAND{f', at {order.link}' if order.link else ''}"
        yield from (f"   {number}. {step}" for number, step in enumerate(order.steps, 1))
    else:
        yield f"{name}: {order.state}" + (f" by {who}" if order.state == "done" else f": {order.said}")


def _marks(story: Story, user: str) -> dict[str, bool]:
    """What M says of an account, to its own administrator."""
    assert story.stage.m is not None
    path = f"/api/v1/admin/accounts/{story.stage.m.account(user)}"
    told = story.stage.m.call("GET", path, user="admin").wanted().json()
    return {name: bool(told[name]) for name in ("sensitized", "silenced")}


def _in_words(marks: dict[str, bool]) -> str:
    return ", ".join(name if is_so else f"not {name}" for name, is_so in marks.items())
