"""The exposure budget: how much somebody has been shown, and when they can be shown more."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WEIGHTS = (0.0, 0.05, 0.2, 0.6, 1.0)  # of the levels: nothing, mosaic, blurred and grey, grey, colour
LEAST_S = 3  # a glance counts as much as this
FADES_OVER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class View:
    """One step of the ladder that somebody was shown. severity: 0 to 1; level: 0 to 4; at: when it began."""

    severity: float
    level: int
    seconds: int
    at: datetime

    @property
    def minutes(self) -> float:
        """Exposure minutes: severity x weight of the level x time, a glance counting as three seconds.

        Source: judgement; no study gives a dose. What it rests on is that fewer and milder views are better.
        """
        return self.severity * WEIGHTS[self.level] * max(self.seconds, LEAST_S) / 60


def exposure(views: Iterable[View], now: datetime) -> float:
    """Exposure minutes that still count.

    Each view fades in a straight line, to nothing after 24 hours: what was seen at ten counts half at ten in
    the evening. Source: judgement. A straight line and not an exponential, so that "in a day" is literally
    true, that the moment at which more is possible can be said exactly, and that nobody has to read further
    back than a day. The order of views makes no difference, to the last bit.
    """
    return math.fsum(one.minutes * _left(one.at, now) for one in views)


def possible_again(views: Sequence[View], limit: float, now: datetime) -> datetime:
    """The whole minute from which exposure is under a limit, if nothing more is seen; `now` if it is already.

    Args: limit: exposure minutes, more than 0.
    """
    if exposure(views, now) < limit:
        return now
    at = now
    for turn in sorted(_turns(views, now)):
        if exposure(views, turn) < limit:
            return _next_minute(_crossing(views, limit, at, turn))
        at = turn
    return at


def _left(at: datetime, now: datetime) -> float:
    """How much of a view is left: 1 when it is new, 0 after a day."""
    return min(1.0, max(0.0, 1.0 - (now - at) / FADES_OVER))


def _turns(views: Iterable[View], now: datetime) -> set[datetime]:
    """Where the line bends: a view ends to count."""
    return {turn for one in views for turn in (one.at, one.at + FADES_OVER) if turn > now}


def _crossing(views: Sequence[View], limit: float, start: datetime, end: datetime) -> datetime:
    high, low = exposure(views, start), exposure(views, end)
    return start + (end - start) * ((high - limit) / (high - low))


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
