"""A plain scan of every value: fastest while there are few, and it needs nothing compiled."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Nearby:
    """What was found, a row a find: which query, which row of the section, how many bits apart."""

    queries: NDArray[np.int64]
    rows: NDArray[np.int64]
    distances: NDArray[np.int64]


def columns(raw: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """(n, 32) bytes as (4, n) words, the shape `scan` reads fastest."""
    return np.ascontiguousarray(np.ascontiguousarray(raw).view("<u8").T)


def scan(words: NDArray[np.uint64], queries: NDArray[np.uint8], radius: int) -> Nearby:
    """Compare every query (n, 32) with every value, given as `columns`."""
    found = [_one(words, query, radius) for query in queries.view("<u8").reshape(-1, 4)]
    numbers = [np.full(len(rows), number, np.int64) for number, (rows, _) in enumerate(found)]
    nothing = [np.empty(0, np.int64)]
    return Nearby(
        np.concatenate(numbers or nothing),
        np.concatenate([rows for rows, _ in found] or nothing),
        np.concatenate([distances for _, distances in found] or nothing),
    )


def _one(
    words: NDArray[np.uint64], query: NDArray[np.uint64], radius: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    # Two bytes: 256 differing bits would wrap to 0 in one.
    apart = np.bitwise_count(words[0] ^ query[0]).astype(np.uint16)
    for word in range(1, 4):
        apart += np.bitwise_count(words[word] ^ query[word])
    rows = np.flatnonzero(apart <= radius)
    return rows, apart[rows].astype(np.int64)
