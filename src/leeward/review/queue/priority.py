"""How much waits on each case: expected harm averted per minute of a person's time, growing with age. Pure.

I = severity * probability * (1 + log2(1 + reach)) * held * 2^(age / half-life) / minutes. Inside a lane all
cases have the same half-life, so that age changes no order there: each keeps one number, its rank.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import exp, log2
from types import MappingProxyType

HELD = 0.3  # of the harm goes on while a post is hidden: to its author, who may be innocent
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # from which ranks are counted; any other gives the same order
_HOUR = timedelta(hours=1)


class Band(StrEnum):
    """Queues that are as urgent as each other."""

    CHILD_SAFETY = "child-safety"
    THREAT = "threat"
    INTIMATE = "intimate"
    HATE = "hate"
    OTHER = "other"


class Lane(StrEnum):
    """Cases whose index doubles in the same time."""

    URGENT = "urgent"
    HELD = "held"  # an author waits, and may be innocent
    STEADY = "steady"


SEVERITY: Mapping[Band, float] = MappingProxyType(
    {Band.CHILD_SAFETY: 100, Band.THREAT: 50, Band.INTIMATE: 40, Band.HATE: 10, Band.OTHER: 2}
)
MINUTES: Mapping[Band, float] = MappingProxyType(
    {Band.CHILD_SAFETY: 3, Band.THREAT: 5, Band.INTIMATE: 3, Band.HATE: 4, Band.OTHER: 2}
)
"""Of a person, for one case, until enough of them were timed; by judgement."""

HALF_LIFE: Mapping[Lane, timedelta] = MappingProxyType(
    {Lane.URGENT: _HOUR, Lane.HELD: 6 * _HOUR, Lane.STEADY: 12 * _HOUR}
)
_TIMED = 20  # cases, from which a median says something
_LEAST_MINUTES = 0.1
_URGENT = frozenset({Band.CHILD_SAFETY, Band.THREAT})
_QUEUES: Mapping[str, Band] = MappingProxyType(
    {
        **{str(band): band for band in Band},
        "threats": Band.THREAT,
        "violence": Band.THREAT,
        "intimate-images": Band.INTIMATE,
        "ncii": Band.INTIMATE,
        "harassment": Band.HATE,
    }
)


class Source(StrEnum):
    """What a probability was taken from."""

    EXACT = "exact"
    LOOKS_LIKE = "looks like"
    COMPLAINTS = "complaints"
    WORDS = "words"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a case is what it was opened for, 0 to 1."""

    p: float
    source: Source


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a case. bits: of the nearest perceptual match. score: what its complaints weigh, 1 is
    the usual limit. None: there is none, or it is unknown."""

    is_exact: bool = False
    bits: int | None = None
    score: float | None = None
    has_words: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a case is ranked by. since: it waits, UTC. followers: None: unknown. minutes: of a person."""

    band: Band
    since: datetime
    chance: Chance
    followers: int | None
    is_held: bool
    minutes: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands. rank: log2 of its index at a fixed time. parts: of the index, for people."""

    lane: Lane
    rank: float
    overdue_at: datetime
    parts: Mapping[str, float | str | bool]


UNKNOWN = Chance(0.25, Source.UNKNOWN)
"""Nobody knows: between what looks alike and what nobody complained of; by judgement."""

_EXACT = Chance(0.99, Source.EXACT)
_WORDS = Chance(0.3, Source.WORDS)
_NEAR = ((10, 0.95), (20, 0.8), (25, 0.5), (31, 0.3))  # up to so many bits; by judgement
_STEEPNESS = 3.0  # of complaints: 0.05 at nothing, one half at the usual limit, 0.95 at twice that
_UNKNOWN_REACH = 3.0  # as of seven followers


def band_of(queue: str, named: Mapping[str, str]) -> Band:
    """The band of a queue; of one that nobody has named, the last. named: the operator's, by queue."""
    told = named.get(queue)
    return Band(told) if told else _QUEUES.get(queue, Band.OTHER)


def chance(signs: Signs) -> Chance:
    """The strongest of what speaks for it; unknown is not nothing."""
    if signs.is_exact:
        return _EXACT
    found = [_WORDS] if signs.has_words else []
    if signs.bits is not None:
        found.append(Chance(next((p for most, p in _NEAR if signs.bits <= most), 0.1), Source.LOOKS_LIKE))
    if signs.score is not None:
        found.append(Chance(1 / (1 + exp(_STEEPNESS * (1 - signs.score))), Source.COMPLAINTS))
    return max(found, key=lambda one: one.p, default=UNKNOWN)


def lane_of(band: Band, *, is_held: bool) -> Lane:
    """What is urgent stays so when it is held."""
    if band in _URGENT:
        return Lane.URGENT
    return Lane.HELD if is_held else Lane.STEADY


def patience(band: Band, *, is_held: bool) -> timedelta:
    """After which it goes before everything that is not overdue."""
    if band is Band.CHILD_SAFETY:
        return 4 * _HOUR
    return 12 * _HOUR if is_held else 72 * _HOUR


def place(known: Known) -> Place:
    """Where it stands, once and for all until something new is known of it."""
    reach = _UNKNOWN_REACH if known.followers is None else log2(1 + known.followers)
    held = HELD if known.is_held else 1.0
    static = SEVERITY[known.band] * known.chance.p * (1 + log2(1 + reach)) * held / known.minutes
    lane = lane_of(known.band, is_held=known.is_held)
    parts: dict[str, float | str | bool] = {
        "severity": SEVERITY[known.band],
        "probability": known.chance.p,
        "probability_from": str(known.chance.source),
        "reach_per_hour": reach,
        "reach_from": "unknown" if known.followers is None else "followers",
        "held": held,
        "half_life_hours": HALF_LIFE[lane] / _HOUR,
        "minutes": known.minutes,
    }
    overdue_at = known.since + patience(known.band, is_held=known.is_held)
    return Place(lane, log2(static) - (known.since - _EPOCH) / HALF_LIFE[lane], overdue_at, parts)


def height(rank: float, lane: Lane, now: datetime) -> float:
    """log2 of the index now."""
    return rank + (now - _EPOCH) / HALF_LIFE[lane]


def with_age(
    parts: Mapping[str, float | str | bool], at: tuple[float, Lane, datetime], now: datetime
) -> dict[str, float | str | bool]:
    """The parts as they are now. at: rank, lane, and since when it waits."""
    rank, lane, since = at
    age = (now - since) / _HOUR
    return {**parts, "age_hours": round(age, 2), "index": round(2 ** min(height(rank, lane, now), 1000.0), 3)}


def median(minutes: Collection[float]) -> float | None:
    """Of how long people took; None: of too few cases to say."""
    if len(minutes) < _TIMED:
        return None
    ordered = sorted(minutes)
    middle = (ordered[len(ordered) // 2] + ordered[(len(ordered) - 1) // 2]) / 2
    return max(middle, _LEAST_MINUTES)
