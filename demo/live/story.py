"""The story, chapter by chapter: posted, seen, looked at, matched, held."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from demo.federation.asking import Json
from demo.federation.webhooks import Webhooks
from demo.live import cast, records
from demo.live.cast import Cast
from demo.live.guard import Guard, until
from demo.live.hooks import webhooks
from demo.live.promises import Promises
from demo.live.records import Known, Sent
from demo.live.stage import BOT, Stage
from demo.live.telling import Teller

SOON_S = 60.0  # by when everything must be decided
_LATEST = "told by webhook after it was gone"


@dataclass(slots=True)
class Story:
    """What every chapter needs."""

    teller: Teller
    promises: Promises
    stage: Stage
    guard: Guard
    cast: Cast = field(default_factory=Cast)
    ways: dict[str, list[str]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """One line."""
        self.teller.say(text)

    def check(self, name: str, expected: str, seen: str, is_kept: bool) -> None:
        """One promise."""
        self.promises.check(name, expected, seen, is_kept)


def stand_guard(story: Story, held: ExitStack) -> Webhooks | None:
    """Connect the servers, start Leeward; gives the webhook of M."""
    hook = _connect(story)
    story.guard.up()
    story.say(f"leeward up: web, worker and a private PostgreSQL of its own, at {story.guard.url}")
    _subscribe(story)
    if hook is None or story.stage.m is None:
        return None
    address = story.guard.url + hook["webhook"]
    return held.enter_context(webhooks(story.stage.m, address, hook["secret"]))


def _connect(story: Story) -> Json | None:
    stage, hook = story.stage, None
    if stage.m:
        hook = story.guard.connect(stage.m.url, stage.m.tokens["admin"], "webhook", "stream", "poll")
        _connected(story, "M", hook)
    if stage.a:
        _connected(story, "A", story.guard.connect(stage.a.url, stage.a.tokens[BOT], "poll"))
    return hook


def _connected(story: Story, name: str, told: Json) -> None:
    card = told["card"]
    story.ways[name] = [str(way) for way in told["ways_in"]]
    can: dict[str, list[str]] = {}
    for one in card["abilities"]:
        can.setdefault(one["support"], []).append(one["action"].replace("_", " "))
    story.say(f"leeward connect {name}: it is {card['software']}; seen by {', '.join(told['ways_in'])}")
    story.teller.more(f"{how}: {', '.join(what)}" for how, what in can.items())


def _subscribe(story: Story) -> None:
    """Alice follows Leeward's listening relay: everything she posts is pushed to it, signed."""
    a = story.stage.a
    if a is None:
        return
    a.follow(f"{story.guard.url}/actor", "alice")
    if story.stage.b:
        story.stage.b.follow(a.actor("alice"), "bob")
    joined = until(lambda: story.guard.rows("SELECT 1 FROM subscribers") or None, 20)
    story.say(
        "alice on A subscribed to the listening relay: what she posts is pushed, signed, without any token"
        if joined
        else "A did not subscribe to the listening relay: polling has to do"
    )
    if joined:
        story.ways["A"].append("relay")


def post(story: Story, hook: Webhooks | None, late: tuple[Json, Sent] | None) -> None:
    """Everybody posts."""
    story.cast = cast.perform(story.stage)
    if late and hook:
        hook.send("status.created", late[0])
        story.cast.vanished = late[1]
    told: dict[str, int] = {}
    for sent in story.cast.all():
        line = f"{sent.who} on {sent.where}: {sent.what}"
        told[line] = told.get(line, 0) + 1
    for line, number in told.items():
        story.say(line if number == 1 else f"{line} ({number} posts)")


def watch(story: Story) -> None:
    """Wait until everything is decided, and tell it in the order in which it happened."""
    until(lambda: _all_decided(story), SOON_S)
    by_time = sorted(story.cast.all(), key=lambda sent: _of(story, sent).decided_after_s + sent.at)
    for sent in by_time:
        if sent not in story.cast.innocent:
            _tell(story, sent)
    _check_innocent(story)
    for sent in story.cast.exact:
        _check_exact(story, sent)
    for sent in story.cast.disguised:
        _check_disguised(story, sent)
    _check_unlooked(story)


def _all_decided(story: Story) -> bool | None:
    for sent in story.cast.all():
        found = records.known(story.guard, sent)
        if found:
            story.known[sent.uri] = found
    is_decided = all(_of(story, sent).is_decided for sent in story.cast.all())
    is_seen = all(_is_whole(story.ways[sent.where], _of(story, sent)) for sent in story.cast.innocent)
    return (is_decided and is_seen) or None


def _of(story: Story, sent: Sent) -> Known:
    return story.known.get(sent.uri) or Known()


def _tell(story: Story, sent: Sent) -> None:
    found = _of(story, sent)
    late = sent is story.cast.vanished
    ways = ", ".join(found.ways) + f", {_LATEST}" if late else found.ways_in_words
    story.say(f"{sent.who} on {sent.where}, {sent.what}:")
    match = "nothing on a list"
    if found.distance is not None:
        how = (
            "exactly an entry" if found.is_exact else f"looks like an entry, {found.distance} of 256 bits off"
        )
        match = f"{how}; decided {found.decided_after_s:.1f} s after it was posted"
    lines = [f"seen by {ways or 'nobody'}; {', '.join(found.looks) or 'no media'}", f"match: {match}"]
    asked = ", ".join(found.actions) or "nothing"
    lines += [f"the policy asks for: {asked}" + (f" (case {found.case})" if found.case else "")]
    story.teller.more(lines)


def _check_innocent(story: Story) -> None:
    found = [_of(story, sent) for sent in story.cast.innocent]
    good = [
        one for one in found if set(one.looks) == {"looked"} and one.case is None and one.distance is None
    ]
    slowest = max((one.decided_after_s for one in found), default=0.0)
    story.say(f"{len(good)} of {len(found)} innocent bridges: looked at, nothing found, nothing done")
    seen = f"{len(good)} of {len(found)}, the slowest after {slowest:.1f} s"
    story.check("innocent posts are looked at and left alone", "all", seen, len(good) == len(found))
    for where, ways in story.ways.items():
        told = [_of(story, sent) for sent in story.cast.innocent if sent.where == where]
        whole = sum(_is_whole(ways, one) for one in told)
        name = f"each way in tells of each post on {where}"
        story.check(name, ", ".join(ways), f"{whole} of {len(told)} by {', '.join(ways)}", whole == len(told))


def _check_exact(story: Story, sent: Sent) -> None:
    found = _of(story, sent)
    seen = (
        f"{'exact' if found.is_exact else 'NO match'} in {found.decided_after_s:.1f} s; {found.ways_in_words}"
    )
    is_kept = found.is_exact and "hold" in found.actions and found.decided_after_s < SOON_S
    expected = f"an exact match, and a hold, within {SOON_S:.0f} s"
    story.check(f"a listed picture on {sent.where} is found", expected, seen, is_kept)


def _check_disguised(story: Story, sent: Sent) -> None:
    found = _of(story, sent)
    seen = f"{found.distance} bits off" if found.distance is not None else "not found"
    is_kept = not found.is_exact and found.distance is not None and "hold" in found.actions
    expected = "a perceptual match, which only holds"
    story.check(f"a disguised one on {sent.where} is found, as similar", expected, seen, is_kept)


def _is_whole(ways: Sequence[str], found: Known) -> bool:
    return set(ways) <= set(found.ways)


def _check_unlooked(story: Story) -> None:
    if broken := story.cast.broken:
        found = _of(story, broken)
        seen = f"{', '.join(found.looks)}; queue {found.queue or 'none'}"
        is_kept = found.looks == ("unreadable",) and found.queue == "unlooked"
        story.check("what cannot be read is never called clean", "unreadable, for people", seen, is_kept)
    if vanished := story.cast.vanished:
        found = _of(story, vanished)
        seen = f"{', '.join(found.looks)}; {', '.join(found.actions)}"
        is_kept = found.looks == ("vanished",) and found.case is None
        story.check("what was gone before we came is said to be gone", "vanished, no case", seen, is_kept)
