"""The whole demo, from the servers to the summary."""

import threading
from contextlib import ExitStack

from demo import scan
from demo.federation.asking import Json, Refused
from demo.federation.processes import NotStarted
from demo.live import cast, desk, ending, evening, holding, pictures, proving, stage, story
from demo.live.guard import Failed, Guard
from demo.live.promises import Promises
from demo.live.records import Sent
from demo.live.stage import Stage
from demo.live.story import Story
from demo.live.telling import Teller


def show(stays: bool) -> int:
    """Tells the story; 0 if every promise was kept. stays: all of it runs on afterwards, until Ctrl-C."""
    teller, promises = Teller(), Promises()
    teller.chapter("Servers, on loopback only; all pictures are drawn bridges")
    found = stage.parts(teller)
    with stage.stage(found, teller) as stands:
        if stands.is_empty:
            return _without_servers(teller)
        with ExitStack() as held:
            told = Story(teller, promises, stands, held.enter_context(Guard(stands.folder)))
            try:
                _tell(told, held)
                if stays:
                    evening.fill(told)
            except (Failed, Refused, NotStarted, OSError) as error:
                promises.check("the demo goes on to its end", "no failure", str(error), is_kept=False)
            _sum_up(teller, promises, stands)
            if stays:
                _stay(told)
    teller.say("everything is stopped and cleaned up")
    return 0 if promises.are_kept else 1


def _tell(told: Story, held: ExitStack) -> None:
    teller = told.teller
    teller.chapter("Leeward is put in front")
    pictures.write_bank(told.stage.folder)
    teller.say(f"a list of {pictures.LISTED} pictures, as hashes, marked as verified")
    late: tuple[Json, Sent] | None = cast.vanishes(told.stage.m) if told.stage.m else None
    hook = story.stand_guard(told, held)
    teller.chapter("Posted")
    story.post(told, hook, late)
    teller.chapter("Seen, looked at, matched")
    story.watch(told)
    teller.chapter("Held: only what can be taken back")
    holding.held(told)
    teller.chapter("A person confirms what is what it looks like (the demo plays the moderator)")
    holding.confirm(told)
    teller.chapter("Is it really gone?")
    proving.prove(told)
    teller.chapter("A person releases what only looks alike")
    holding.release(told)
    teller.chapter("Is it gone now?")
    proving.prove_again(told)
    teller.chapter("People at the review desk")
    desk.decide(told, desk.enter(told))
    teller.chapter("Is every way in really looked at?")
    ending.lamps(told)
    teller.chapter("Told by Leeward itself")
    ending.tell(told)
    ending.ledger(told)
    ending.discretion(told)


def _sum_up(teller: Teller, promises: Promises, stands: Stage) -> None:
    teller.chapter("Was every promise kept?")
    teller.more(promises.lines())
    for name, server in (("snac", stands.a), ("the double of Mastodon", stands.m)):
        if server is None:
            teller.more([f"not shown: {name}, which could not be had (see above)"])
    kept = sum(one.is_kept for one in promises.made)
    teller.say(f"{kept} of {len(promises.made)} promises kept")


def _without_servers(teller: Teller) -> int:
    teller.say("no server can be had on this machine: only the scan of a folder is shown, nothing live")
    status = scan.main()
    teller.say("no live server was protected here: what was kept is only what a scan promises")
    return status


def _stay(told: Story) -> None:
    """Until Ctrl-C."""
    stands, teller = told.stage, told.teller
    servers = {"A": stands.a, "B": stands.b, "M": stands.m}
    tokens = [f"{n} {who} {token}" for n, one in servers.items() if one for who, token in one.tokens.items()]
    file = stands.folder / "tokens.txt"
    file.touch(0o600)
    file.write_text("\n".join(tokens) + "\n", "ascii")
    teller.say("all of it stays up until Ctrl-C:")
    teller.more(f"{name}         {one.url}" for name, one in servers.items() if one)
    config = stands.folder / "leeward.toml"
    lines = [f"tokens    {file}", f"Leeward   ./do leeward status --config {config} (and all other commands)"]
    teller.more([*lines, *evening.tell(told)])
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        teller.say("stopping")
