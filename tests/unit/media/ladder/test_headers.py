"""What leaves is checked by its header, as whoever decoded hostile media is not trusted."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from leeward.media.ladder.headers import is_within
from leeward.media.ladder.levels import Level, Way


def _file(mode: str, size: tuple[int, int], form: str, **more: object) -> bytes:
    place = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else (90, 30, 10)).save(place, form, **more)
    return place.getvalue()


def _noted() -> PngInfo:
    told = PngInfo()
    told.add_text("Comment", "hidden")
    return told


@pytest.mark.parametrize(
    ("level", "mode", "size", "form"),
    [
        (Level.MOSAIC, "L", (16, 12), "PNG"),
        (Level.BLURRED, "L", (160, 90), "JPEG"),
        (Level.GREY, "L", (1, 480), "JPEG"),
        (Level.COLOUR, "RGB", (1600, 1200), "JPEG"),
    ],
)
def test_what_a_level_may_show_passes(level: Level, mode: str, size: tuple[int, int], form: str) -> None:
    assert is_within(_file(mode, size, form), level, Way.WHOLE)


@pytest.mark.parametrize(
    ("level", "data"),
    [
        (Level.MOSAIC, _file("L", (17, 4), "PNG")),
        (Level.MOSAIC, _file("RGB", (16, 12), "PNG")),
        (Level.MOSAIC, _file("L", (16, 12), "PNG", pnginfo=_noted())),
        (Level.MOSAIC, _file("L", (16, 12), "PNG") + b"more"),
        (Level.MOSAIC, _file("L", (16, 12), "JPEG")),
        (Level.BLURRED, _file("L", (161, 90), "JPEG")),
        (Level.BLURRED, _file("RGB", (160, 90), "JPEG")),
        (Level.GREY, _file("L", (481, 2), "JPEG")),
        (Level.GREY, _file("L", (480, 2), "JPEG", comment=b"hidden")),
        (Level.GREY, _file("L", (480, 2), "JPEG", exif=b"Exif\0\0MM\0*")),
        (Level.COLOUR, _file("RGB", (1601, 2), "JPEG")),
        (Level.COLOUR, b"<svg/>"),
        (Level.COLOUR, b""),
    ],
)
def test_what_goes_beyond_its_level_does_not(level: Level, data: bytes) -> None:
    assert not is_within(data, level, Way.WHOLE)


def test_a_spot_is_small_whatever_its_level() -> None:
    assert is_within(_file("RGB", (96, 96), "JPEG"), Level.COLOUR, Way.SPOT)
    assert not is_within(_file("RGB", (97, 96), "JPEG"), Level.COLOUR, Way.SPOT)


def test_what_is_far_too_many_bytes_for_its_pixels_does_not_pass() -> None:
    small = _file("L", (16, 12), "PNG")
    assert len(small) < 1024
    assert not is_within(
        small[:33] + _part(b"IDAT", bytes(2000)) + _part(b"IEND", b""), Level.MOSAIC, Way.WHOLE
    )


def _part(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + bytes(4)


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"\xff\xd8\xff\xc0\x00", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"]),
)
def test_noise_is_refused_without_an_error(noise: bytes, start: bytes) -> None:
    assert not is_within(start + noise + b"\xff\xd9", Level.COLOUR, Way.WHOLE)
