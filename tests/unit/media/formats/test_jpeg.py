import contextlib
import io
import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from leeward.media.formats.jpeg import JpegPicture, can_read, read_header
from leeward.model.errors import NotLooked
from leeward.model.look import Look
from leeward.model.signals import View


def drawn(mode: str = "RGB", size: tuple[int, int] = (203, 117)) -> Image.Image:
    picture = Image.new("RGB", size, (40, 90, 160))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 120, 100), fill=(230, 180, 40))
    draw.line((0, 110, 200, 5), fill=(10, 200, 90), width=5)
    return picture.convert(mode)


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    drawn(mode).save(out, "JPEG", **({"quality": 90} | options))
    return out.getvalue()


def reference(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as opened:
        return np.asarray(opened.convert("RGB"))


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("progressive", [False, True], ids=["baseline", "progressive"])
def test_whole_pixels_are_the_reference_decoder_s(subsampling: str, progressive: bool) -> None:
    content = jpeg(subsampling=subsampling, progressive=progressive)
    np.testing.assert_array_equal(JpegPicture(content).pixels(), reference(content))


@pytest.mark.parametrize("scale", [1, 2, 4, 8])
def test_luma_is_two_dimensional(scale: int) -> None:
    plane = JpegPicture(jpeg()).luma(scale)
    assert plane.values.shape == (-(-117 // scale), -(-203 // scale))
    assert (plane.scale, plane.width, plane.height) == (scale, 203, 117)
    grey = reference(jpeg()) @ np.array([0.299, 0.587, 0.114])
    assert plane.values.mean() == pytest.approx(grey.mean(), abs=2)


def test_a_grey_file_gives_rgb_pixels() -> None:
    picture = JpegPicture(jpeg("L"))
    pixels = picture.pixels()
    assert pixels.shape == (117, 203, 3)
    np.testing.assert_array_equal(pixels[:, :, 0], pixels[:, :, 2])


def test_it_is_the_stored_view_with_the_given_orientation() -> None:
    picture = JpegPicture(jpeg(), orientation=6)
    assert (picture.view, picture.orientation, picture.frame, picture.at_s) == (View.STORED, 6, None, None)
    assert (picture.width, picture.height) == (203, 117)


@pytest.mark.parametrize(("mode", "mine"), [("RGB", True), ("L", True), ("CMYK", False)])
def test_one_and_three_colours_are_read_here_and_four_are_not(mode: str, mine: bool) -> None:
    assert can_read(read_header(jpeg(mode))) is mine


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0", b"GIF89a", jpeg()[:100]])
def test_a_file_without_a_header_is_unreadable(content: bytes) -> None:
    with pytest.raises(NotLooked) as caught:
        JpegPicture(content)
    assert caught.value.look is Look.UNREADABLE


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_cut_short_is_unreadable_at_every_scale(share: float) -> None:
    content = jpeg()
    picture = JpegPicture(content[: max(700, int(len(content) * share))])
    for scale in picture.scales:
        with pytest.raises(NotLooked) as caught:
            picture.luma(scale)
        assert caught.value.look is Look.UNREADABLE
    with pytest.raises(NotLooked):
        picture.pixels()


def test_small_damage_that_the_reference_passes_over_is_passed_over() -> None:
    content = jpeg()
    patched = content[:-20] + content[-2:]
    picture = JpegPicture(patched)
    np.testing.assert_array_equal(picture.pixels(), reference(patched))
    assert picture.luma(4).scale == 1


def test_any_damage_gives_pixels_or_not_looked() -> None:
    dice = random.Random(8)
    content = jpeg()
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(2, len(damaged))] = dice.randrange(256)
        with contextlib.suppress(NotLooked):
            picture = JpegPicture(bytes(damaged))
            if picture.width * picture.height <= 1_000_000:
                assert picture.luma(4).values.dtype == np.uint8
