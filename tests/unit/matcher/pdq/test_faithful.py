"""The reference's rounding, against a transcription that adds one number at a time, and its own answers."""

import numpy as np
import pytest

from leeward.matcher.pdq import faithful
from leeward.matcher.pdq.transform import DCT, Reals, bits
from leeward.model.pictures import Pixels

FULL = 255


def stripes(rows: int, columns: int, width: int) -> Pixels:
    line = (np.arange(columns) // width % 2 * FULL).astype(np.uint8)
    return np.repeat(np.repeat(line[None, :, None], rows, axis=0), 3, axis=2)


def rings(rows: int, columns: int) -> Pixels:
    y, x = np.mgrid[0:rows, 0:columns]
    inside = np.maximum(np.abs(2 * y - rows + 1) * columns, np.abs(2 * x - columns + 1) * rows)
    level = (inside * 9 // (rows * columns) % 2 * FULL).astype(np.uint8)
    return np.repeat(level[:, :, None], 3, axis=2)


def one_by_one(values: Reals) -> Reals:
    """Source: facebook/ThreatExchange pdq/cpp/downscaling/downscaling.cpp, box1DFloat."""
    n = len(values)
    window = (n + 127) // 128
    ahead = (window + 2) // 2
    out, total, size, left, right = np.empty_like(values), np.float32(0), 0, 0, 0
    for at in range(1 - ahead, n):
        if right < n:
            total += values[right]
            right, size = right + 1, size + 1
        if size > window or (at > 0 and right == n and at + ahead > n):
            total -= values[left]
            left, size = left + 1, size - 1
        if at >= 0:
            out[at] = total / np.float32(size)
    return out


@pytest.mark.parametrize(("rows", "columns"), [(5, 200), (70, 90), (131, 300), (300, 131)])
def test_the_samples_are_rounded_as_if_added_one_by_one(rows: int, columns: int) -> None:
    pixels = np.random.default_rng(rows).integers(0, 256, (rows, columns, 3), dtype=np.uint8)
    luma = (pixels @ np.array([0.299, 0.587, 0.114])).astype(np.float32)
    for _ in range(2):
        luma = np.array([one_by_one(row) for row in luma])
        luma = np.array([one_by_one(column) for column in luma.T]).T
    kept = [((np.arange(64) + 0.5) * n / 64).astype(int) for n in (rows, columns)]
    np.testing.assert_allclose(faithful.buffer(pixels), luma[np.ix_(*kept)], rtol=1e-6)


def test_a_picture_of_64_by_64_is_not_filtered() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (64, 64), dtype=np.uint8)
    np.testing.assert_allclose(faithful.buffer(pixels), pixels, rtol=1e-6)


def test_the_coefficients_are_the_same_but_for_rounding() -> None:
    samples = np.random.default_rng(1).normal(128, 40, (64, 64)).astype(np.float32)
    np.testing.assert_allclose(faithful.coefficients(samples), DCT @ samples @ DCT.T, atol=1e-3)


ANSWERS = [
    (stripes(150, 200, 7), "00001dfe00001508eaf70000ead51ffee001e0011ffee201e0011ffee2011dfe"),
    (stripes(480, 640, 13), "1600565502005600e9ff01f5e9fff5ff1600ff5501fff9ff0600e9faa9fa1e00"),
    (rings(240, 320), "a3ae9ffd27bd76a58bf81c95219ad77c4602e85f0f4ce5422814d55d97914501"),
    (
        np.ascontiguousarray(rings(301, 200)[:, :, 0]),
        "c17e879c1778b4255de2f8ad7f80555efe0a6161780a6ed6e06c1d5782f085c3",
    ),
]


@pytest.mark.parametrize(("pixels", "answer"), ANSWERS, ids=["narrow", "wide", "rings", "grey rings"])
def test_drawings_made_of_nothing_but_rounding_get_the_reference_s_bits(pixels: Pixels, answer: str) -> None:
    assert bits(faithful.coefficients(faithful.buffer(pixels))).hex() == answer
