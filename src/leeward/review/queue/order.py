"""Who is next: what is overdue first, then by index; among equals, each begins somewhere else. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leeward.review.queue.priority import Lane, height

GRADE = 0.5  # of log2: cases are equal that are no farther from the best one


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that may be dealt. since: it waits, UTC."""

    case: int
    lane: Lane
    rank: float
    since: datetime
    overdue_at: datetime


def in_order(waiting: Iterable[Waiting], person: int, now: datetime) -> list[Waiting]:
    """As this person is dealt them: the overdue ones, the oldest first; then the others."""
    every = [*waiting]
    late = sorted((one for one in every if one.overdue_at <= now), key=lambda one: (one.since, one.case))
    return [*late, *_by_index([one for one in every if one.overdue_at > now], person, now)]


def _by_index(waiting: list[Waiting], person: int, now: datetime) -> list[Waiting]:
    heights = {one.case: height(one.rank, one.lane, now) for one in waiting}
    best = max(heights.values(), default=0.0)

    def key(one: Waiting) -> tuple[int, bytes, int]:
        return int((best - heights[one.case]) / GRADE), _drawn(one.case, person), one.case

    return sorted(waiting, key=key)


def _drawn(case: int, person: int) -> bytes:
    """Another order for each person, always the same."""
    return hashlib.blake2b(f"{person}:{case}".encode(), digest_size=8).digest()
