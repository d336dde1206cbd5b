"""JPEG XL."""

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.media.formats import jpegxl
from leeward.media.samples import samples
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.look import Look

RGB = np.stack(
    [*np.meshgrid(np.arange(0, 240, 5), np.arange(0, 200, 5)), np.full((40, 48), 90)], axis=-1
).astype(np.uint8)


def encoded(
    samples_: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", usecontainer: bool | None = None
) -> bytes:
    return bytes(imagecodecs.jpegxl_encode(samples_, lossless=True, usecontainer=usecontainer))


@pytest.mark.parametrize("box", [True, False], ids=["container", "bare"])
def test_a_lossless_picture_is_given_as_it_was(box: bool) -> None:
    [(image, number, count)] = jpegxl.frames(encoded(RGB, usecontainer=box), Limits())
    assert (number, count) == (0, 1)
    assert np.array_equal(np.asarray(image), RGB)


@pytest.mark.parametrize(
    ("samples_", "mode"),
    [
        (RGB[:, :, 0], "L"),
        (np.dstack([RGB, RGB[:, :, :1]]), "RGBA"),
        (RGB.astype(np.uint16) * 257, "RGB"),
        (RGB.astype(np.float32) / 255, "RGB"),
    ],
    ids=["grey", "alpha", "16 bits", "float"],
)
def test_other_samples_become_bytes(
    samples_: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", mode: str
) -> None:
    [(image, _, _)] = jpegxl.frames(encoded(samples_), Limits())
    assert (image.mode, image.size) == (mode, (48, 40))
    assert abs(int(np.asarray(image)[7, 9].flat[0]) - int(RGB[7, 9, 0])) <= 1


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (40, 48), (48, 40), (300, 400), (77, 1000), (1080, 1920)])
def test_the_size_is_read_from_the_header(shape: tuple[int, int]) -> None:
    content = encoded(np.zeros(shape, np.uint8), usecontainer=False)
    assert jpegxl.size(content) == (shape[1], shape[0])


def test_too_many_pixels_are_refused_before_decoding() -> None:
    with pytest.raises(NotLooked) as why:
        list(jpegxl.frames(encoded(RGB), Limits(pixels=48 * 40 - 1)))
    assert (why.value.look, why.value.reason) == (Look.TOO_LARGE, "48 x 40 pixels, the limit is 1,919 pixels")


def test_damage_is_told_in_our_words() -> None:
    content = dict(samples())["JPEG XL"]
    with pytest.raises(NotLooked) as why:
        list(jpegxl.frames(content[: len(content) // 2], Limits()))
    assert why.value.look is Look.UNREADABLE


@given(st.binary(max_size=60))
def test_no_bytes_bring_the_header_down(content: bytes) -> None:
    for start in (b"\xff\x0a", b"\x00\x00\x00\x0cJXL \r\n\x87\n"):
        with pytest.raises(NotLooked):
            list(jpegxl.frames(start + content, Limits(pixels=0)))


def test_every_frame_of_an_animation_is_given() -> None:
    moving = np.stack([RGB, RGB[::-1], RGB[:, ::-1]])
    found = list(jpegxl.frames(encoded(moving), Limits()))
    assert [(number, count) for _, number, count in found] == [(0, 3), (1, 3), (2, 3)]
    assert all(
        np.array_equal(np.asarray(image), samples_)
        for (image, _, _), samples_ in zip(found, moving, strict=True)
    )
