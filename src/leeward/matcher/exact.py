"""Sections for values that are compared for equality: sorted, found by halving."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.container import Writer
from leeward.matcher.near.flat import Nearby


class ExactSection:
    """(n, width) bytes in ascending order."""

    def __init__(self, values: NDArray[np.uint8]) -> None:
        self._values = values
        self._texts = _texts(values)

    def __len__(self) -> int:
        return len(self._values)

    def search(self, queries: NDArray[np.uint8], radius: int) -> Nearby:
        """Every row equal to each (n, width) query; the radius is 0."""
        wanted = _texts(queries)
        first = np.searchsorted(self._texts, wanted, "left")
        counts = np.searchsorted(self._texts, wanted, "right") - first
        numbers = np.repeat(np.arange(len(wanted)), counts)
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return Nearby(numbers, np.repeat(first, counts) + within, np.zeros(len(numbers), np.int64))

    def values(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The (n, width) bytes of some rows."""
        found: NDArray[np.uint8] = self._values[rows]
        return found


def _texts(values: NDArray[np.uint8]) -> NDArray[Any]:
    # numpy drops NULs at the end of a byte string, which changes neither order nor equality at one width.
    flat = np.ascontiguousarray(values)
    return flat.view(f"S{flat.shape[1]}").reshape(-1)


def write(writer: Writer, kind: str, raw: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Write (n, width) values. Returns: the order the rows are kept in."""
    order = _order(raw)
    writer.write(f"{kind}/values", raw[order])
    return order


def _order(raw: NDArray[np.uint8]) -> NDArray[np.int64]:
    if raw.shape[1] < 8:
        return np.argsort(_texts(raw), kind="stable")
    # Eight bytes decide nearly always, and sort twenty times as fast as texts do.
    leading = np.ascontiguousarray(raw[:, :8]).view(">u8").reshape(-1).astype(np.uint64)
    order = np.argsort(leading, kind="stable")
    same = np.flatnonzero(np.diff(leading[order]) == 0)
    if len(same):
        doubtful = np.zeros(len(raw), np.bool_)
        doubtful[same] = doubtful[same + 1] = True
        places = np.flatnonzero(doubtful)
        rows = order[places]
        order[places] = rows[np.argsort(_texts(raw[rows]), kind="stable")]
    return order
