"""The operators, against a plain transcription of the filters they stand for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from leeward.matcher.pdq.operators import SIDE, Axis, axis

Floats = NDArray[np.float64]


def dense(operator: Axis, samples: int) -> list[Floats]:
    """Each reading as a (64, samples) matrix."""
    _, outputs, width = operator.weights.shape
    group = outputs // operator.readings
    out = np.zeros((operator.readings, SIDE, samples))
    for i, start in enumerate(operator.starts):
        for reading in range(operator.readings):
            rows = operator.weights[i, reading * group : (reading + 1) * group]
            out[reading, i * group : (i + 1) * group, start : start + width] = rows
    return list(out)


def box(values: Floats, window: int) -> Floats:
    ahead = (window + 2) // 2
    spans = [(max(0, i + ahead - window), min(len(values), i + ahead)) for i in range(len(values))]
    return np.array([values[low:high].mean() for low, high in spans])


def filtered(values: Floats) -> Floats:
    """Source: facebook/ThreatExchange pdq/cpp/downscaling/downscaling.cpp."""
    n = len(values)
    window = (n + 127) // 128
    twice = box(box(values, window), window)
    return np.array([twice[int((i + 0.5) * n / 64)] for i in range(64)])


@settings(max_examples=40, deadline=None)
@given(st.integers(5, 900), st.sampled_from([1, 2, 4, 8, 64]), st.integers(0, 2**32 - 1))
def test_at_full_size_it_is_two_boxes_and_decimation(length: int, group: int, seed: int) -> None:
    values = np.random.default_rng(seed).random(length)
    (matrix,) = dense(axis(length, 1, group), length)
    np.testing.assert_allclose(matrix @ values, filtered(values), atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(16, 3000), st.sampled_from([2, 4, 8]), st.sampled_from([1, 4, 8]))
def test_flat_stays_flat_at_every_scale(length: int, scale: int, group: int) -> None:
    samples = -(-length // scale)
    for matrix in dense(axis(length, scale, group), samples):
        np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("scale", [2, 4, 8])
@pytest.mark.parametrize("length", [480, 1083, 4000])
def test_a_smooth_ramp_survives_the_scaled_decode(length: int, scale: int) -> None:
    samples = -(-length // scale)
    ramp = np.sin(np.arange(length) * 6 / length)
    means = np.pad(ramp, (0, samples * scale - length), mode="edge").reshape(samples, scale).mean(axis=1)
    for matrix in dense(axis(length, scale, 4), samples):
        np.testing.assert_allclose(matrix @ means, filtered(ramp), atol=0.02)


def test_the_best_reading_is_nearer_to_the_whole_than_the_coarse_one() -> None:
    blocks = np.random.default_rng(3).standard_normal((60, 8)).cumsum().reshape(60, 8)
    place, order = np.arange(8), np.arange(8)[:, None]
    forward = np.sqrt(2 / 8) * np.cos(np.pi * (2 * place + 1) * order / 16)
    forward[0] /= np.sqrt(2)
    inverse = np.sqrt(2 / 4) * np.cos(np.pi * (2 * place[:4] + 1) * order[:4] / 8)
    inverse[0] /= np.sqrt(2)
    decoded = (blocks @ forward[:4].T @ inverse * np.sqrt(0.5)).ravel()
    truth = filtered(blocks.ravel())
    best, coarse = (np.abs(m @ decoded - truth).mean() for m in dense(axis(480, 2, 4), 240))
    assert best < coarse


def test_each_output_reads_a_sixty_fourth_of_the_axis_or_little_more() -> None:
    assert axis(3000, 1, 1).weights.shape[2] <= 3000 // 64 + 4
