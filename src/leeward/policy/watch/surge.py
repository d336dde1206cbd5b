"""Whether more happens than usual: counts by hour against the same hour of the weeks before. Pure.

Each hour gets a z-score: how far its count lies above what this hour of the week usually has, in standard
deviations. Counts of people's doings vary far more than chance alone would have it (negative binomial, not
Poisson), so the deviation has a part that grows with the mean. An exponentially weighted mean of the scores
(EWMA) sees a small rise that lasts and a large one at once.

Source: S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics 1 (1959).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from math import sqrt
from statistics import median

from leeward.policy.rules import Watched

WEEK = 168  # hours
WEEKS = 8  # that a usual hour is made of
WEIGHT = 0.3  # of the newest hour
LIMIT = 1.6  # of the EWMA: one hour in 14 days is above it by chance (bench/surges.py)
FEWEST = {Watched.POSTS: 20, Watched.FLAGS: 6, Watched.SIGN_UPS: 10}  # in six hours: fewer are no surge
SEEN = 48  # hours: older ones no longer show in the EWMA
CALM = 2 * WEEK  # hours before those, in which the EWMA's own unrest is measured

_LOWEST, _HIGHEST = -2.0, 7.0  # a score: one wild hour is not to last for days
_FADING = 0.9  # a week's weight against that of the week after it
_UNREST = 0.5  # of the EWMA of counts that nothing but luck moves; more widens the limit, at most fourfold
_MOST_UNREST = 4.0
_BESIDE = 0.5  # the weight of the hours before and after
_LEAST_DISPERSION = 0.02
_COLD_HOURS, _COLD_DISPERSION = 24, 1.0  # before there are weeks: a day's own ups and downs are unknown
_WARM = 2 * WEEK
_VOLUME = 6  # hours
_MIDDLE = 0.4549  # the median of a squared standard normal deviate
_WILD = 4.0  # standard deviations: a surge of the past does not tell what is usual

Counts = Sequence[int | None]
"""By hour, oldest first; None: nobody counted in that hour."""


class State(StrEnum):
    """What can be said."""

    LEARNING = "learning"  # too little is known: nothing is ever raised
    QUIET = "quiet"
    SURGE = "surge"


@dataclass(frozen=True, slots=True)
class Usual:
    """What an hour usually has. deviation: of one standard."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the counts say now. level: the EWMA, in standard deviations; 0 while learning. limit: above it, a
    surge.

    number, usual: of the last hour that is over. running: in the hour that is not. is_cold: compared with the
    last day only: there are not two weeks of counts yet.
    """

    state: State
    level: float
    limit: float
    number: int
    running: int
    usual: float
    is_cold: bool


def read(counts: Counts, running: int, watched: Watched) -> Reading:
    """Whether there is a surge.

    Args: counts: `WEEKS` weeks, `CALM` and `SEEN` hours or fewer, up to the last hour that is over.
        running: in the hour that is not over. It can only grow, so what it shows already is sure.
    """
    known = [one for one in counts if one is not None]
    number = known[-1] if known else 0
    if len(known) < _COLD_HOURS:
        return Reading(State.LEARNING, 0.0, LIMIT, number, running, 0.0, is_cold=True)
    is_cold = len(known) < _WARM
    told = _Cold(counts) if is_cold else _Warm(counts, dispersion(counts))
    first = max(len(counts) - SEEN - (0 if is_cold else CALM), 0)
    levels = ewma(_scores(told, counts, range(first, len(counts)))) or [0.0]
    level, limit = levels[-1], limit_after(levels[:-SEEN])
    now = told.usual(len(counts))
    ahead = level if now is None else step(level, score(running, now))
    last = told.usual(len(counts) - 1)
    is_enough = sum(known[1 - _VOLUME :]) + running >= FEWEST[watched]
    state = State.SURGE if is_enough and max(level, ahead) > limit else State.QUIET
    usual = last.mean if last else 0.0
    return Reading(state, max(level, ahead), limit, number, running, usual, is_cold)


def in_words(told: Reading) -> str:
    """A reading as a person would say it."""
    if told.state is State.LEARNING:
        return "learning: there is not a day of counts yet"
    how = "far more than usual" if told.state is State.SURGE else "as usual"
    if told.state is State.QUIET and told.level > told.limit / 2:
        how = "a little more than usual"
    against = "was the last day's mean" if told.is_cold else "is usual"
    hour = f"{told.number} in the last full hour and {told.running} since"
    return f"{how}: {hour}, where {told.usual:.0f} {against}"


def score(count: int, usual: Usual) -> float:
    """How far one hour lies above what is usual, in standard deviations, -2 to 7."""
    return min(max((count - usual.mean) / usual.deviation, _LOWEST), _HIGHEST)


def step(level: float, newest: float) -> float:
    """The EWMA after one more hour."""
    return (1 - WEIGHT) * level + WEIGHT * newest


def ewma(scores: Iterable[float]) -> list[float]:
    """The EWMA after each of these hours, from rest."""
    return list(accumulate(scores, step, initial=0.0))[1:]


def limit_after(levels: Sequence[float]) -> float:
    """From when on it is a surge, after hours with these levels of the EWMA.

    Better and worse days that nobody told of move all hours of a day together: then the EWMA is less calm
    than luck alone would have it, and the limit wider. Measured by the middle and by the upper sixth: surges
    of the past are few hours.
    """
    if len(levels) < WEEK:
        return LIMIT
    ordered = sorted(levels)
    unrest = ordered[len(levels) * 5 // 6] - ordered[len(levels) // 2]
    return LIMIT * min(max(unrest / _UNREST, 1.0), _MOST_UNREST)


def usual_at(counts: Counts, place: int, spread: float) -> Usual | None:
    """What the hour at this place usually has, from the weeks before it; None: nothing is known of those."""
    mean, weight, squares = 0.0, 0.0, 0.0
    past = [_at(counts, place - WEEK * week) for week in range(1, WEEKS + 1)]
    known = [one for one in past if one is not None]
    if not known:
        return None
    most = 3 * median(known) + 5
    for week in range(1, WEEKS + 1):
        share = _FADING**week
        for beside, part in ((-1, _BESIDE), (0, 1.0), (1, _BESIDE)):
            count = _at(counts, place - WEEK * week + beside)
            if count is not None:
                mean += share * part * min(count, most)
                weight += share * part
                squares += (share * part) ** 2
    return _usual(mean / weight, spread, squares / weight**2)


def dispersion(counts: Counts) -> float:
    """How much more the counts vary than by chance: variance = mean + dispersion × mean². At least 0.02.

    Each hour is compared with the ones a week before and after it; hours that are wild even so are left out,
    for a surge of the past is not what is usual.
    """
    pairs = [
        (float(one), float(other))
        for one, other in zip(counts, counts[WEEK:], strict=False)
        if one is not None and other is not None
    ]
    rough = max(_middling(pairs), _LEAST_DISPERSION)
    tame = [pair for pair in pairs if abs(pair[0] - pair[1]) <= _WILD * sqrt(2 * _variance(pair, rough))]
    return _dispersion(tame)


def _middling(pairs: Sequence[tuple[float, float]]) -> float:
    """Of the middle one of all pairs: half of them may be wild."""
    shares = [(one - other) ** 2 / 2 / ((one + other) / 2 + 1) ** 2 for one, other in pairs]
    return median(shares) / _MIDDLE if shares else 0.0


def _dispersion(pairs: Sequence[tuple[float, float]]) -> float:
    means = [(one + other) / 2 for one, other in pairs]
    beyond = sum((one - other) ** 2 / 2 for one, other in pairs) - sum(means)
    squares = sum(one * other for one, other in pairs)
    return max(beyond / squares if squares else 0.0, _LEAST_DISPERSION)


def _variance(pair: tuple[float, float], spread: float) -> float:
    mean = sqrt(pair[0] * pair[1])  # the geometric one: it does not follow a wild hour
    return mean + spread * mean**2 + 1


def _usual(mean: float, spread: float, doubt: float) -> Usual:
    """doubt: the variance of the mean itself, as a share of that of one hour."""
    return Usual(mean, sqrt((mean + spread * mean**2) * (1 + doubt) + 1))


def _at(counts: Counts, place: int) -> int | None:
    return counts[place] if 0 <= place < len(counts) else None


@dataclass(frozen=True, slots=True)
class _Warm:
    """Compares with the same hour of the weeks before."""

    counts: Counts
    spread: float

    def usual(self, place: int) -> Usual | None:
        return usual_at(self.counts, place, self.spread)


@dataclass(frozen=True, slots=True)
class _Cold:
    """Compares with the day before, widely."""

    counts: Counts

    def usual(self, place: int) -> Usual | None:
        day = [one for one in self.counts[max(place - 24, 0) : place] if one is not None]
        if len(day) < _COLD_HOURS // 2:
            return None
        return _usual(sum(day) / len(day), _COLD_DISPERSION, 1 / len(day))


def _scores(told: _Warm | _Cold, counts: Counts, places: Iterable[int]) -> Iterable[float]:
    for place in places:
        count, usual = counts[place], told.usual(place)
        if count is not None and usual is not None:
            yield score(count, usual)
