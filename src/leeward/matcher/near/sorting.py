"""The compiled sort into buckets that builds a bank: every row is moved once a band."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.near.compiled import array, bits, compiled, frozen, types


@compiled(types.void(frozen(types.uint64, 2), types.int64, types.int64, array(types.uint32, 1)))
def count(values: Any, start: Any, width: Any, offsets: Any) -> None:
    """Fill offsets (2 ** width + 1) with where each bucket starts."""
    for row in range(len(values)):
        offsets[bits(values[row], start, width) + 1] += np.uint32(1)
    for bucket in range(1, len(offsets)):
        offsets[bucket] += offsets[bucket - 1]


@compiled(
    types.void(frozen(types.uint64, 2), types.int64, types.int64, types.UniTuple(array(types.uint32, 1), 2))
)
def order(values: Any, start: Any, width: Any, into: Any) -> None:
    """List the rows bucket by bucket. into: the offsets, used up, and the rows in their new order."""
    cursors, rows = into
    for row in range(len(values)):
        bucket = bits(values[row], start, width)
        rows[cursors[bucket]] = row
        cursors[bucket] += np.uint32(1)


class Shelf(NamedTuple):
    """What `place` fills for one band: cursors are the offsets, used up; numbers: (n, 3 or 4), or (0, 0)."""

    cursors: NDArray[np.uint32]
    signatures: NDArray[np.uint16]
    numbers: NDArray[np.uint8]


_SHELF = types.NamedTuple((array(types.uint32, 1), array(types.uint16, 1), array(types.uint8, 2)), Shelf)


@compiled(types.void(frozen(types.uint64, 2), types.int64, types.int64, _SHELF))
def place(values: Any, start: Any, width: Any, shelf: Any) -> None:
    """Put every row's signature and number into its bucket."""
    for row in range(len(values)):
        bucket = bits(values[row], start, width)
        at = np.int64(shelf.cursors[bucket])
        shelf.cursors[bucket] = np.uint32(at + 1)
        shelf.signatures[at] = np.uint16(bits(values[row], start + width, 16))
        if len(shelf.numbers):
            for byte in range(shelf.numbers.shape[1]):
                shelf.numbers[at, byte] = np.uint8((row >> (8 * byte)) & 255)
