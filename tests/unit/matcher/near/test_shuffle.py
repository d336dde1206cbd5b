"""The permutation of bits: a bijection, fixed for ever, that keeps distances."""

from hashlib import sha256

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leeward.matcher.near import shuffle

VALUES = st.binary(min_size=32, max_size=32)


def _row(value: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.frombuffer(value, np.uint8).reshape(1, 32)


def test_every_bit_has_a_place_of_its_own() -> None:
    assert sorted(shuffle.places()) == list(range(256))


def test_the_permutation_never_changes_for_files_are_written_with_it() -> None:
    assert sha256(bytes(shuffle.places())).hexdigest().startswith("bf6bea8fce357e24")


@given(VALUES)
def test_restoring_undoes_permuting(value: bytes) -> None:
    assert shuffle.restore(shuffle.permute(_row(value))).tobytes() == value


@given(VALUES, VALUES)
def test_permuting_keeps_the_distance(one: bytes, other: bytes) -> None:
    apart = shuffle.permute(_row(one)) ^ shuffle.permute(_row(other))
    assert int(np.bitwise_count(apart).sum()) == (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def test_neighbouring_bits_do_not_stay_together() -> None:
    places = shuffle.places()
    assert sum(abs(places[bit] - places[bit + 1]) < 24 for bit in range(255)) < 64
