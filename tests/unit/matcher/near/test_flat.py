"""The plain scan: distances as Python counts them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leeward.matcher.near import flat

VALUES = st.binary(min_size=32, max_size=32)


def distance(one: bytes, other: bytes) -> int:
    words = flat.columns(np.frombuffer(one, np.uint8).reshape(1, 32))
    found = flat.scan(words, np.frombuffer(other, np.uint8).reshape(1, 32), 256)
    return int(found.distances[0])


@given(VALUES, VALUES)
def test_the_distance_is_the_number_of_differing_bits_either_way(one: bytes, other: bytes) -> None:
    assert distance(one, other) == (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
    assert distance(one, other) == distance(other, one)


@given(VALUES, VALUES, VALUES)
def test_a_detour_is_never_shorter(one: bytes, other: bytes, via: bytes) -> None:
    assert distance(one, other) <= distance(one, via) + distance(via, other)


def test_opposite_values_are_256_apart_and_not_the_same() -> None:
    assert distance(bytes(32), b"\xff" * 32) == 256


@given(st.lists(VALUES, max_size=20), st.lists(VALUES, max_size=5), st.integers(0, 256))
def test_a_scan_finds_exactly_what_is_within_the_radius(
    values: list[bytes], queries: list[bytes], radius: int
) -> None:
    words = flat.columns(np.frombuffer(b"".join(values), np.uint8).reshape(-1, 32))
    found = flat.scan(words, np.frombuffer(b"".join(queries), np.uint8).reshape(-1, 32), radius)
    assert list(zip(found.queries.tolist(), found.rows.tolist(), strict=True)) == [
        (query, row)
        for query in range(len(queries))
        for row in range(len(values))
        if distance(queries[query], values[row]) <= radius
    ]
