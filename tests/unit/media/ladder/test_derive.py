"""Derivatives: small enough, grey enough, upright, of pixels only; hostile media give words."""

import base64
import io
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from leeward.media.ladder.derive import derive, shown, warm
from leeward.media.ladder.headers import is_within
from leeward.media.ladder.levels import CAPS, Level, Shown, Way, Wish
from leeward.media.samples import samples
from leeward.model.findings import Json
from leeward.model.limits import Limits

SECRET = b"where the bridge stands"


def _bridge(width: int = 640, height: int = 400) -> Image.Image:
    """A drawn bridge: dark arches below, a red lamp at the upper right."""
    y, x = np.mgrid[0:height, 0:width]
    arches = (np.sin(x * 12.0 / width) * height / 4 + height / 2) < y
    colours = np.where(arches[..., None], (40, 60, 30), (120, 160, 230)).astype(np.uint8)
    colours[: height // 8, -width // 8 :] = (250, 10, 10)
    return Image.fromarray(colours)


def _bytes(image: Image.Image, form: str = "JPEG", **more: object) -> bytes:
    place = io.BytesIO()
    image.save(place, form, **more)
    return place.getvalue()


def _opened(one: Shown) -> Image.Image:
    with Image.open(io.BytesIO(one.data)) as image:
        image.load()
        return image


def _shown(content: bytes, wish: Wish) -> Shown:
    return shown(io.BytesIO(content), wish, Limits())


def _asked(content: bytes, level: int = 4, **limits: Json) -> dict[str, Json]:
    fd = os.memfd_create("media")
    os.write(fd, content)
    ask: dict[str, Json] = {"level": level, "way": "whole", "x": 0.5, "y": 0.5, "frame": 0, "limits": limits}
    (answer,) = derive(fd, ask)
    os.close(fd)
    return dict(answer)


def test_every_format_can_be_shown_at_every_level() -> None:
    warm()
    for _, content in samples():
        for level in Level:
            assert is_within(_shown(content, Wish(level)).data, level, Way.WHOLE)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_no_level_sends_more_pixels_or_colours_than_it_may(level: Level, form: str) -> None:
    image = _opened(_shown(_bytes(_bridge(2400, 1500), form), Wish(level)))
    assert max(image.size) == CAPS[level].side
    assert (image.mode == "L") == CAPS[level].is_grey
    assert abs(image.width / image.height - 1.6) < 0.1


def test_nothing_is_made_larger_than_it_is() -> None:
    one = _shown(_bytes(_bridge(40, 25)), Wish(Level.COLOUR))
    assert (one.width, one.height) == (one.of_width, one.of_height) == _opened(one).size == (40, 25)


def test_metadata_has_no_way_out() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    content = _bytes(_bridge(), exif=exif, comment=SECRET)
    assert SECRET in content
    for level in Level:
        image = _opened(_shown(content, Wish(level)))
        assert not image.getexif()
        assert SECRET not in _shown(content, Wish(level)).data
        assert "comment" not in image.info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_shown_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    bridge = _bridge()
    stored = bridge.transpose(turned[orientation]) if orientation > 1 else bridge
    one = _shown(_bytes(stored, quality=95, exif=exif), Wish(Level.COLOUR))
    assert (one.of_width, one.of_height) == bridge.size
    difference = np.asarray(_opened(one)).astype(int) - np.asarray(bridge)
    assert np.abs(difference).mean() < 4


def test_a_blurred_picture_has_lost_what_is_fine() -> None:
    checks = Image.fromarray((np.indices((160, 160)).sum(0) % 2 * 255).astype(np.uint8))
    one = _opened(_shown(_bytes(checks, "PNG"), Wish(Level.BLURRED)))
    assert np.asarray(one).std() < 8


def test_a_spot_holds_a_circle_and_nothing_around_it() -> None:
    one = _shown(_bytes(_bridge(1600, 1000), "PNG"), Wish(Level.COLOUR, Way.SPOT, 0.95, 0.05))
    pixels = np.asarray(_opened(one)).astype(int)
    assert max(pixels.shape[:2]) <= 96
    assert (one.width, one.height) == (1600, 1000)
    assert one.left + pixels.shape[1] // 2 > 1400
    red = (pixels[..., 0] > 200) & (pixels[..., 1] < 90)
    assert red.any()
    corner = pixels[-8:, :8]
    assert np.abs(corner - 128).max() < 30, "outside the circle there is only grey"


def test_a_spot_of_the_grey_level_is_of_its_size_and_grey() -> None:
    one = _shown(_bytes(_bridge(1600, 1000)), Wish(Level.GREY, Way.SPOT, 0.5, 0.5))
    assert (one.width, one.height) == (480, 300)
    assert _opened(one).mode == "L"


def test_noise_that_hardly_shrinks_still_fits_its_level() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1700, 1700, 3), dtype=np.uint8)
    one = _shown(_bytes(Image.fromarray(noise), "PNG"), Wish(Level.COLOUR))
    assert len(one.data) <= CAPS[Level.COLOUR].most_bytes


def test_what_the_worker_says_can_be_read_back() -> None:
    told = _asked(_bytes(_bridge()), level=1)["shown"]
    assert isinstance(told, dict)
    data = base64.b64decode(str(told["data"]))
    assert is_within(data, Level.MOSAIC, Way.WHOLE)
    assert (told["of_width"], told["of_height"]) == (640, 400)


def _bomb() -> bytes:
    """A PNG of a few kilobytes that unpacks to 60,000 x 60,000 pixels."""
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    parts = [head, b"IDAT" + zlib.compress(bytes(1 << 22)), b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(p) - 4).to_bytes(4, "big") + p + zlib.crc32(p).to_bytes(4, "big") for p in parts
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (_bomb(), "pixels"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "opened"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "JPEG"),
        (b"ID3" + bytes(100), "a sound file: there is no picture to show"),
        (b"%PDF-1.7", "a PDF document: there is no picture to show"),
        (b"PK\x03\x04" + bytes(40), "a ZIP archive"),
        (b"", "no picture"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(40), "clip"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_hostile_or_useless_media_give_words(content: bytes, says: str) -> None:
    told = _asked(content)
    assert set(told) == {"failed"}
    assert says in str(told["failed"])


def test_a_picture_that_is_cut_short_is_shown_as_far_as_it_goes() -> None:
    told = _asked(_bytes(_bridge())[:6000])
    assert "shown" in told


def test_a_limit_is_kept() -> None:
    assert "pixels" in str(_asked(_bytes(_bridge()), pixels=1000)["failed"])


def test_an_ask_that_makes_no_sense_is_answered_in_words(tmp_path: Path) -> None:
    assert set(_asked(_bytes(_bridge()), level=7)) == {"failed"}
