"""Who is next, so that nothing starves; among equals, each person begins somewhere else. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest

from leeward.review.queue.priority import Lane, height

GRADE = 0.5  # of log2: cases are equal that are no farther from the best one
SPAN = 7  # deals in a row without anything overdue that is not urgent; the next one is


class Way(StrEnum):
    """Why somebody is dealt a case."""

    URGENT = "urgent"  # and overdue
    OVERDUE = "overdue"
    INDEX = "index"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that may be dealt. since: it waits, UTC."""

    case: int
    lane: Lane
    rank: float
    since: datetime
    overdue_at: datetime


@dataclass(frozen=True, slots=True)
class Next:
    """One case, and why it is there."""

    way: Way
    case: int


_TURNS = frozenset({Way.OVERDUE, Way.INDEX})


def in_order(waiting: Iterable[Waiting], person: int, now: datetime, last: Sequence[str]) -> list[Next]:
    """As this person is dealt them: what is urgent and overdue, the oldest first; then in turns what else is
    overdue, the oldest first, and the others by index. last: the ways of their last deals, the last first.
    """
    every = [*waiting]
    late = sorted((one for one in every if one.overdue_at <= now), key=lambda one: (one.since, one.case))
    urgent = [Next(Way.URGENT, one.case) for one in late if one.lane is Lane.URGENT]
    overdue = [Next(Way.OVERDUE, one.case) for one in late if one.lane is not Lane.URGENT]
    rest = _by_index([one for one in every if one.overdue_at > now], person, now)
    index = [Next(Way.INDEX, one.case) for one in rest]
    if overdue and len(last) >= SPAN and Way.OVERDUE not in last[:SPAN]:
        return [overdue[0], *urgent, *_in_turns(index, overdue[1:])]
    turns = (index, overdue) if _was_overdue(last) else (overdue, index)
    return [*urgent, *_in_turns(*turns)]


def _was_overdue(last: Sequence[str]) -> bool:
    """Whether the last of both that they were dealt was the overdue one."""
    return next((way for way in last if way in _TURNS), None) == Way.OVERDUE


def _in_turns(first: list[Next], second: list[Next]) -> list[Next]:
    pairs = zip_longest(first, second)
    return [one for pair in pairs for one in pair if one is not None]


def _by_index(waiting: list[Waiting], person: int, now: datetime) -> list[Waiting]:
    heights = {one.case: height(one.rank, one.lane, now) for one in waiting}
    best = max(heights.values(), default=0.0)

    def key(one: Waiting) -> tuple[int, bytes, int]:
        return int((best - heights[one.case]) / GRADE), _drawn(one.case, person), one.case

    return sorted(waiting, key=key)


def _drawn(case: int, person: int) -> bytes:
    """Another order for each person, always the same."""
    return hashlib.blake2b(f"{person}:{case}".encode(), digest_size=8).digest()
