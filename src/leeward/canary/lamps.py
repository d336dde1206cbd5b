"""From the last canaries of a way in to its lamp. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leeward.model.items import WayIn
from leeward.store.watch.canaries import CanaryRow

KEPT = 50  # canaries of one way in that a lamp is made of
MISSES = 2  # in a row turn it red
_BY_HAND = {WayIn.WEBHOOK, WayIn.RELAY}  # a person sets them up on the server
_SET_UP = " (none ever did: is it set up on the server itself?)"


class Lamp(StrEnum):
    """Whether a way in is really looked at."""

    GREEN = "green"  # the last canary passed
    YELLOW = "yellow"  # one missed, none came back yet, or the last one is too long ago
    RED = "red"  # two in a row missed, and none passed since
    OFF = "off"  # no canaries are sent this way


class Outcome(StrEnum):
    """What became of one canary."""

    PASSED = "passed"  # it came out as a match, in time
    MISSED = "missed"  # it did not, came too late, or could not be sent
    OPEN = "open"  # there is still time


@dataclass(frozen=True, slots=True)
class Light:
    """A way in and its lamp. said: a sentence why it is not green, "" where it is.
    passed_at: when the last one came out, of those that are kept."""

    server: int
    way_in: str
    lamp: Lamp
    said: str = ""
    passed_at: datetime | None = None


def outcome(row: CanaryRow, now: datetime) -> Outcome:
    """Of one canary."""
    if row.seen_at is not None:
        return Outcome.PASSED if row.seen_at <= row.due_at else Outcome.MISSED
    return Outcome.MISSED if row.said is not None or row.due_at <= now else Outcome.OPEN


def lamp(outcomes: Iterable[Outcome]) -> Lamp:
    """Of a way in's canaries, oldest first. Those that are still open change nothing."""
    light, misses = Lamp.YELLOW, 0
    for one in outcomes:
        if one is Outcome.PASSED:
            light, misses = Lamp.GREEN, 0
        elif one is Outcome.MISSED:
            misses += 1
            light = Lamp.RED if misses >= MISSES else Lamp.YELLOW
    return light


def light(rows: Sequence[CanaryRow], now: datetime, stale_s: float) -> Light:
    """One way in. rows: at least one, oldest first. stale_s: seconds after which a pass proves no more."""
    last = rows[-1]
    results = [outcome(row, now) for row in rows]
    passed = [row.seen_at for row, one in zip(rows, results, strict=True) if one is Outcome.PASSED]
    passed_at = max((at for at in passed if at), default=None)
    found = lamp(results)
    if found is Lamp.GREEN and passed_at and (now - passed_at).total_seconds() > stale_s:
        return Light(last.server, last.way_in, Lamp.YELLOW, "no canary was sent since", passed_at)
    return Light(last.server, last.way_in, found, _said(found, rows, results), passed_at)


def _said(found: Lamp, rows: Sequence[CanaryRow], results: Sequence[Outcome]) -> str:
    if found is Lamp.GREEN:
        return ""
    missed = [row for row, one in zip(rows, results, strict=True) if one is Outcome.MISSED]
    if not missed:
        return "the first canary is on its way"
    is_new = Outcome.PASSED not in results and missed[-1].way_in in _BY_HAND
    return _why(missed[-1]) + (_SET_UP if is_new and missed[-1].uri else "")


def _why(row: CanaryRow) -> str:
    if row.said is not None:
        return f"not sent: {row.said}"
    if row.seen_at is not None:
        return f"came out {(row.seen_at - row.due_at).total_seconds():.0f} seconds too late"
    return "did not come out as a match" if row.uri else "it was stopped while it was being sent"
