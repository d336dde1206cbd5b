import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.pdq.fragile import crowding, expected_flips, flips_at
from leeward.matcher.pdq.transform import Reals, bits, median


def spread(seed: int, width: float = 50) -> Reals:
    return np.random.default_rng(seed).normal(0, width, (16, 16)).astype(np.float32)


def flipped(a: Reals, b: Reals) -> int:
    return (int.from_bytes(bits(a), "big") ^ int.from_bytes(bits(b), "big")).bit_count()


def test_crowding_counts_what_lies_within_one_of_the_median() -> None:
    values = np.linspace(-1000, 1000, 256, dtype=np.float32).reshape(16, 16)
    assert crowding(values) == 1
    assert crowding(values / np.float32(1000)) == 256 // 2 + 127
    assert crowding(np.zeros((16, 16), dtype=np.float32)) == 256


@pytest.mark.parametrize("error", [0.5, 2.0, 8.0])
def test_the_expected_flips_are_what_random_errors_flip(error: float) -> None:
    noise = np.random.default_rng(11)
    pictures = [spread(seed) for seed in range(300)]
    real = np.mean([flipped(p, p + noise.normal(0, error, p.shape).astype(np.float32)) for p in pictures])
    told = np.mean([flips_at(p, error) for p in pictures])
    assert told == pytest.approx(real, rel=0.35)


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(0.1, 5), st.floats(1.1, 4))
def test_a_larger_error_never_flips_less(seed: int, error: float, factor: float) -> None:
    assert flips_at(spread(seed), error * factor) >= flips_at(spread(seed), error)


def test_readings_that_differ_more_raise_the_doubt() -> None:
    best = spread(1)
    assert expected_flips(best, best + 4) > expected_flips(best, best + 1) > expected_flips(best, best)


def test_a_picture_with_every_coefficient_at_the_median_is_half_in_doubt() -> None:
    flat = np.zeros((16, 16), dtype=np.float32)
    assert math.isclose(flips_at(flat, 0.1), 128)
    assert median(flat) == 0
