import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leeward.matcher.pdq.transform import LUMA, Reals, bits, buffers, coefficients, median, quality
from leeward.model.pictures import Pixels, Plane

COEFFICIENTS = arrays(np.float32, (16, 16), elements=st.floats(-500, 500, width=32))


def noise(rows: int, columns: int, channels: int = 3) -> Pixels:
    return np.random.default_rng(7).integers(0, 256, (rows, columns, channels), dtype=np.uint8)


def smooth(values: Reals) -> Reals:
    steps = np.arange(64) * 2 + 1
    order = np.arange(1, 17)[:, None]
    dct = np.sqrt(2 / 64) * np.cos(np.pi / 128 * order * steps)
    return np.asarray(dct @ values @ dct.T, dtype=np.float32)


@pytest.mark.parametrize(("rows", "columns"), [(64, 64), (5, 5), (480, 640), (600, 90), (1100, 70)])
def test_colours_are_weighed_as_luma(rows: int, columns: int) -> None:
    values = noise(rows, columns)
    colours = buffers(Plane(values, 1, columns, rows))[0]
    grey = sum(
        weight * buffers(Plane(np.ascontiguousarray(values[:, :, i]), 1, columns, rows))[0]
        for i, weight in enumerate(LUMA)
    )
    np.testing.assert_allclose(colours, grey, atol=1e-3)


def test_a_picture_of_64_by_64_is_its_own_buffer() -> None:
    values = noise(64, 64, 1)[:, :, 0]
    np.testing.assert_allclose(buffers(Plane(values, 1, 64, 64))[0], values, atol=1e-4)


@pytest.mark.parametrize("scale", [2, 4, 8])
def test_a_scaled_picture_is_read_twice_and_flat_patches_agree(scale: int) -> None:
    flat = np.full((60, 80, 3), 77, dtype=np.uint8)
    best, coarse = buffers(Plane(flat, scale, 80 * scale, 60 * scale))
    np.testing.assert_allclose(best, 77, atol=1e-3)
    np.testing.assert_allclose(coarse, 77, atol=1e-3)


def test_the_coefficients_are_the_lowest_frequencies_but_the_zeroth() -> None:
    values = noise(64, 64, 1)[:, :, 0].astype(np.float32)
    np.testing.assert_allclose(coefficients(values), smooth(values), atol=1e-2)


@given(COEFFICIENTS)
def test_the_median_is_the_lower_middle(values: Reals) -> None:
    assert median(values) == np.sort(values, axis=None)[127]


@given(COEFFICIENTS)
def test_no_more_than_half_of_the_bits_are_set(values: Reals) -> None:
    assert int.from_bytes(bits(values), "big").bit_count() <= 128


def test_the_first_coefficient_is_the_last_bit() -> None:
    values = np.zeros((16, 16), dtype=np.float32)
    values[0, 0] = 1
    assert bits(values) == bytes(31) + b"\x01"


@settings(max_examples=25)
@given(st.integers(0, 255))
def test_a_flat_picture_has_quality_zero(level: int) -> None:
    assert quality(np.full((64, 64), level, dtype=np.float32)) == 0


def test_quality_stops_at_100() -> None:
    board = np.indices((64, 64)).sum(axis=0) % 2 * np.float32(255)
    assert quality(board.astype(np.float32)) == 100


def test_quality_counts_whole_hundredths_of_a_step() -> None:
    buffer = np.zeros((64, 64), dtype=np.float32)
    buffer[:, 32:] = 2.5  # not one hundredth of 255: does not count
    assert quality(buffer) == 0
    buffer[:, 32:] = 40 * 2.56  # 40 hundredths, 64 times, over 90
    assert quality(buffer) == 40 * 64 // 90
