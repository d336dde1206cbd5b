"""One frame of a clip, converted as far as asked."""

import av
import numpy as np
import pytest

from leeward.media.clip_frame import ClipFrame, rows
from leeward.model.signals import View
from tests.unit.media.drawn_clips import scene

DRAWN = scene(1, 0.5, 70, 50)


def frame(form: str) -> ClipFrame:
    made = av.VideoFrame.from_ndarray(DRAWN, format="rgb24")
    if form.endswith("10le"):  # from RGB, FFmpeg's ten bits are not the same twice where rows are not aligned
        made = made.reformat(format="yuv420p")
    return ClipFrame(made.reformat(format=form), 3, 0.3, False)


def grey() -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.asarray(DRAWN @ np.array([0.299, 0.587, 0.114]))


@pytest.mark.parametrize(
    "form", ["yuv420p", "yuvj420p", "nv12", "yuv444p", "gray", "rgb24", "yuv420p10le", "bgra"]
)
def test_luma_is_that_of_the_picture_whatever_the_samples(form: str) -> None:
    plane = frame(form).luma(1)
    assert (plane.width, plane.height, plane.scale) == (70, 50, 1)
    assert np.abs(plane.values - grey()).max() <= 6


def test_studio_luma_is_spread_as_the_conversion_to_rgb_does() -> None:
    assert frame("yuv420p").luma(1).values.min() < 16 or grey().min() > 16


@pytest.mark.parametrize("scale", [1, 2, 4, 8])
def test_smaller_luma_is_the_mean(scale: int) -> None:
    plane = frame("yuv420p").luma(scale)
    assert plane.values.shape == (-(-50 // scale), -(-70 // scale))
    first = grey()[:scale, :scale].mean()
    assert abs(plane.values[0, 0] - first) <= 4


def test_pixels_are_rgb() -> None:
    assert np.abs(frame("yuv444p").pixels().astype(int) - DRAWN).max() <= 6


def test_it_says_where_it_is_from() -> None:
    made = frame("yuv420p")
    assert (made.frame, made.at_s, made.view, made.orientation) == (3, 0.3, View.STORED, 1)
    assert (made.width, made.height) == (70, 50)


def test_rows_include_the_padding_at_the_right() -> None:
    assert rows(frame("gray").decoded).shape[0] == 50
    assert rows(frame("gray").decoded).shape[1] >= 70
