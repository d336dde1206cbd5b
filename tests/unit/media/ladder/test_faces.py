"""Which pictures of a media there are to step through."""

import io

import numpy as np
import pytest
from PIL import Image

from leeward.media.ladder.faces import face
from leeward.media.ladder.levels import FRAMES
from leeward.media.sniff import HEAD_BYTES, sniff
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from tests.unit.media.drawn_clips import clip, with_sound


def _face(content: bytes, wanted: int) -> tuple[float, int, int]:
    """How bright it is, and its place."""
    found = face(sniff(content[:HEAD_BYTES]), io.BytesIO(content), Limits(), wanted)
    return float(found.picture.pixels().mean()), found.frame, found.frames


def _animation(count: int, form: str) -> bytes:
    steps = [Image.new("L", (32, 20), number * 250 // count) for number in range(count)]
    place = io.BytesIO()
    steps[0].save(place, form, save_all=True, append_images=steps[1:], duration=50, lossless=True)
    return place.getvalue()


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_a_long_animation_shows_a_few_frames_evenly_over_it(form: str) -> None:
    content = _animation(40, form)
    seen = [_face(content, number) for number in range(FRAMES)]
    assert [one[1] for one in seen] == list(range(FRAMES))
    assert {one[2] for one in seen} == {FRAMES}
    brightness = [one[0] for one in seen]
    assert brightness == sorted(brightness)
    assert brightness[0] < 10
    assert brightness[-1] > 230


def test_what_is_short_shows_each_of_its_frames() -> None:
    assert _face(_animation(3, "GIF"), 0)[2] == 3


def test_a_frame_beyond_the_last_one_is_the_last_one() -> None:
    assert _face(_animation(3, "GIF"), 9)[1] == 2


@pytest.mark.parametrize(("form", "codec"), [("mp4", "libx264"), ("webm", "libvpx"), ("avi", "mpeg4")])
def test_a_clip_shows_frames_from_its_start_to_its_end(form: str, codec: str) -> None:
    content = clip(form, codec, scenes=(2.0, 2.0, 2.0))
    seen = [_face(content, number) for number in range(FRAMES)]
    assert {one[2] for one in seen} == {FRAMES}
    brightness = [one[0] for one in seen]
    assert brightness[-1] - brightness[0] > 30, "the last scene is brighter than the first"
    assert len({round(one) for one in brightness}) > 2


def test_of_a_clip_with_sound_only_pictures_are_shown() -> None:
    assert _face(with_sound("mp4"), 11)[1] == 11


def test_a_clip_that_is_cut_short_shows_what_is_left() -> None:
    whole = with_sound("webm", seconds=4)
    assert _face(whole[: len(whole) // 2], 11)[2] > 1


def test_what_is_see_through_is_shown_on_white_and_on_black() -> None:
    """Something may be drawn so that it only shows on one of them."""
    pixels = np.zeros((20, 20, 4), np.uint8)
    place = io.BytesIO()
    Image.fromarray(pixels).save(place, "PNG")
    assert _face(place.getvalue(), 0) == (255.0, 0, 2)
    assert _face(place.getvalue(), 1) == (0.0, 1, 2)


def test_a_palette_is_shown_in_its_colours() -> None:
    place = io.BytesIO()
    Image.new("RGB", (20, 20), (200, 100, 0)).quantize(4).save(place, "PNG")
    assert _face(place.getvalue(), 0) == (100.0, 0, 1)


def test_a_picture_behind_a_picture_can_be_stepped_to() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    Image.new("L", (32, 32), 20).save(first, "JPEG")
    Image.new("L", (32, 32), 220).save(second, "JPEG")
    content = first.getvalue() + second.getvalue()
    assert _face(content, 0) == (20.0, 0, 2)
    assert _face(content, 1) == (220.0, 1, 2)


def test_a_still_that_is_larger_than_allowed_is_not_read() -> None:
    content = _animation(1, "PNG")
    with pytest.raises(NotLooked, match="limit"):
        face(sniff(content), io.BytesIO(content), Limits(still_bytes=10), 0)
