"""The compiled sort into buckets."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from leeward.matcher.near import compiled, sorting

ROWS, START, COARSE = 5_000, 250, 9


@pytest.fixture(scope="module")
def values() -> NDArray[np.uint64]:
    made = np.random.default_rng(2).integers(0, 2**64, (ROWS, 4), dtype=np.uint64)
    made.flags.writeable = False
    return made


@pytest.fixture(scope="module")
def keys(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    return np.array([compiled.bits(row, START, COARSE) for row in values])


def _starts(values: NDArray[np.uint64]) -> NDArray[np.uint32]:
    starts = np.zeros(2**COARSE + 1, np.uint32)
    sorting.count(values, START, COARSE, starts)
    return starts


def test_offsets_say_where_each_bucket_starts(values: NDArray[np.uint64], keys: NDArray[Any]) -> None:
    expected = np.searchsorted(np.sort(keys), np.arange(2**COARSE + 1))
    assert (_starts(values) == expected).all()


def test_rows_are_listed_bucket_by_bucket_in_their_order(
    values: NDArray[np.uint64], keys: NDArray[Any]
) -> None:
    rows = np.empty(ROWS, np.uint32)
    sorting.order(values, START, COARSE, (_starts(values), rows))
    assert (rows == np.argsort(keys, kind="stable")).all()


@pytest.mark.parametrize("width", [0, 3, 4])
def test_signatures_and_numbers_stand_in_their_bucket(
    values: NDArray[np.uint64], keys: NDArray[Any], width: int
) -> None:
    numbers = np.zeros((ROWS if width else 0, width), np.uint8)
    shelf = sorting.Shelf(_starts(values), np.empty(ROWS, np.uint16), numbers)
    sorting.place(values, START, COARSE, shelf)
    order = np.argsort(keys, kind="stable")
    following = [compiled.bits(values[row], START + COARSE, 16) for row in order]
    assert shelf.signatures.tolist() == following
    if width:
        assert [int.from_bytes(number.tobytes(), "little") for number in numbers] == order.tolist()
