"""A picture whose samples are in memory."""

import numpy as np
import pytest

from leeward.media.frames import Frame, averaged
from leeward.model.signals import View

GREY = np.arange(60, dtype=np.uint8).reshape(6, 10)
RGB = np.stack([GREY, GREY * 2, GREY * 3], axis=-1)


def test_it_has_the_size_of_its_samples() -> None:
    assert (Frame(RGB).width, Frame(RGB).height) == (10, 6)


def test_it_carries_where_it_is_from() -> None:
    made = Frame(GREY, View.ON_BLACK, 6, 3, 1.5)
    assert (made.view, made.orientation, made.frame, made.at_s) == (View.ON_BLACK, 6, 3, 1.5)


def test_grey_is_its_own_luma_and_three_equal_channels() -> None:
    assert np.array_equal(Frame(GREY).luma(1).values, GREY)
    assert np.array_equal(Frame(GREY).pixels(), np.stack([GREY] * 3, axis=-1))


def test_luma_weighs_the_colours() -> None:
    expected = RGB @ np.array([0.299, 0.587, 0.114])
    assert np.abs(Frame(RGB).luma(1).values - expected).max() <= 1


@pytest.mark.parametrize("samples", [GREY, RGB], ids=["grey", "RGB"])
def test_smaller_is_the_mean_with_fewer_samples_at_the_edge(
    samples: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]",
) -> None:
    plane = Frame(samples).luma(4)
    assert (plane.scale, plane.width, plane.height) == (4, 10, 6)
    assert plane.values.shape[:2] == (2, 3)
    grey = samples @ np.array([0.299, 0.587, 0.114]) if samples.ndim == 3 else samples
    assert abs(plane.values[0, 0] - grey[:4, :4].mean()) <= 1.5
    assert abs(plane.values[1, 2] - grey[4:, 8:].mean()) <= 1.5


def test_scale_one_is_the_picture_itself() -> None:
    assert averaged(GREY, 1) is GREY


def test_a_large_picture_is_averaged_like_its_parts() -> None:
    large = np.random.default_rng(3).integers(0, 256, (2050, 2050), np.uint8)
    assert averaged(large, 8).shape == (257, 257)
    assert np.array_equal(averaged(large, 8)[200:], averaged(large[1600:], 8))
