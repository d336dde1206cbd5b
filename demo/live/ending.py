"""The lamps of the ways in, one case in words, the screen, the ledger, and what was promised."""

from demo.federation.asking import Json
from demo.live.guard import until
from demo.live.holding import case_of
from demo.live.story import Story

_REMOTE = "copies may remain"
LAMPS_S = 75.0  # a canary is sent every half minute here


def lamps(story: Story) -> None:
    """Every way in must have had a canary come out as a match."""
    until(lambda: all(lamp == "green" for _, lamp in _lamps(story)) or None, LAMPS_S)
    found = _lamps(story)
    story.say("canaries, benign pictures that must come out as a match at every way in:")
    story.teller.more(f"{name}: {lamp}" for name, lamp in found)
    green = sum(lamp == "green" for _, lamp in found)
    is_kept = bool(found) and green == len(found)
    story.check("every way in is proven by canaries", "all green", f"{green} of {len(found)} green", is_kept)


def tell(story: Story) -> None:
    """What the commands say by themselves."""
    cases = [case for sent in story.cast.exact if (case := case_of(story, sent))]
    if cases:
        told = story.guard.run("explain", str(cases[-1])).splitlines()
        story.say(f"leeward explain {cases[-1]}")
        story.teller.more(told)
        said = [line for line in told if _REMOTE in line.lower()]
        seen = "said" if said else "NOT said"
        story.check("copies out of reach are spoken of", f"told: {_REMOTE}", seen, bool(said))
    story.say("leeward status (something is wrong as long as a server serves what was removed: so it says)")
    story.teller.more(story.guard.run("status", may=(0, 1)).splitlines())


def ledger(story: Story) -> None:
    """Every step is in it, and nothing was changed afterwards."""
    until(lambda: True if not _unplaced(story) else None, 10)
    checked: Json = story.guard.asked("ledger", "verify", may=(0, 1))
    is_good = not checked["problems"]
    seen = f"{checked['size']} entries, {'as they were written' if is_good else checked['problems'][0]}"
    story.say(f"leeward ledger verify: {seen}")
    story.check("the ledger is whole", "no problem", seen, is_good and checked["size"] > 0)


def discretion(story: Story) -> None:
    """No address of a listed picture in anything that was printed, or that Leeward logged."""
    urls = [url for sent in [*story.cast.exact, *story.cast.disguised] for url in sent.urls]
    log = story.guard.process.log.read_text("utf-8", errors="replace")
    printed = "\n".join(story.teller.told)
    told = sum(url in text for url in urls for text in (log, printed))
    story.check("no address of a listed picture is told or logged", "none", f"{told} found", told == 0)


def _unplaced(story: Story) -> int:
    return len(story.guard.rows("SELECT 1 FROM ledger WHERE number IS NULL"))


def _lamps(story: Story) -> list[tuple[str, str]]:
    told = story.guard.screen()
    return [
        (f"{one['software']} at {one['domain']}, by {way['light']['way_in']}", way["light"]["lamp"])
        for one in told["servers"]
        for way in one["ways_in"]
    ]
