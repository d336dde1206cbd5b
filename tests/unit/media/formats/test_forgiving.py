"""A JPEG that may be cut short."""

import io

import numpy as np
import pytest
from PIL import Image

from leeward.media.formats.forgiving import ForgivingJpeg
from leeward.model.errors import NotLooked

DRAWN = Image.linear_gradient("L").resize((320, 256)).rotate(90).convert("RGB")


def jpeg() -> bytes:
    content = io.BytesIO()
    DRAWN.save(content, "JPEG", quality=90)
    return content.getvalue()


def test_a_whole_file_is_not_called_damaged() -> None:
    picture = ForgivingJpeg(jpeg(), 6)
    assert np.abs(picture.pixels().astype(int) - np.asarray(DRAWN)).max() < 12
    assert picture.luma(4).scale == 4
    assert (picture.is_damaged, picture.orientation) == (False, 6)


def test_half_a_file_shows_its_upper_half_at_full_size() -> None:
    content = jpeg()
    picture = ForgivingJpeg(content[: len(content) // 2], 1)
    found = picture.luma(4)
    assert (found.scale, found.values.shape) == (1, (256, 320))
    assert np.abs(found.values[:60].astype(int) - np.asarray(DRAWN.convert("L"))[:60]).max() < 12
    assert picture.is_damaged
    assert picture.luma(8).values.shape == (256, 320)
    assert np.abs(picture.pixels()[:60].astype(int) - np.asarray(DRAWN)[:60]).max() < 12


def test_a_header_without_a_picture_is_refused() -> None:
    content = jpeg()
    with pytest.raises(NotLooked):
        ForgivingJpeg(content[: content.index(b"\xff\xda") + 2], 1)


def test_a_picture_without_samples_is_grey_and_damaged() -> None:
    content = jpeg()
    picture = ForgivingJpeg(content[: content.index(b"\xff\xda") + 20], 1)
    assert (picture.pixels()[20:] == 128).all()
    assert picture.is_damaged
