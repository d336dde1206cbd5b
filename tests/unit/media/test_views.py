"""One picture as the reference sees it and as people see it."""

import numpy as np
import pytest
from PIL import Image

from leeward.media.views import BAND, views
from leeward.model.pictures import Pixels
from leeward.model.signals import View

RAMP = np.arange(256, dtype=np.uint8).reshape(16, 16)
RGB = Image.fromarray(np.stack([RAMP, RAMP.T, RAMP[::-1]], axis=-1))
GREY = Image.fromarray(RAMP)
ALPHA = Image.fromarray(np.where(RAMP > 100, 255, 0).astype(np.uint8))


def seen(image: Image.Image) -> dict[View, Pixels]:
    return dict(views(image))


def with_alpha(image: Image.Image) -> Image.Image:
    image = image.copy()
    image.putalpha(ALPHA)
    return image


@pytest.mark.parametrize("image", [RGB, GREY], ids=["RGB", "grey"])
def test_a_plain_picture_has_one_view(image: Image.Image) -> None:
    [(view, pixels)] = views(image)
    assert view is View.STORED
    assert np.array_equal(pixels, np.asarray(image))


def test_a_palette_picture_is_stored_as_indices_and_shown_in_colour() -> None:
    palette = RGB.quantize(16)
    found = seen(palette)
    assert list(found) == [View.STORED, View.SHOWN]
    assert np.array_equal(found[View.STORED], np.asarray(palette))
    assert np.array_equal(found[View.SHOWN], np.asarray(palette.convert("RGB")))


def test_four_inks_are_stored_as_the_first_three_and_shown_in_colour() -> None:
    inks = RGB.convert("CMYK")
    found = seen(inks)
    assert np.array_equal(found[View.STORED], np.asarray(inks)[:, :, :3])
    assert np.array_equal(found[View.SHOWN], np.asarray(inks.convert("RGB")))


@pytest.mark.parametrize(("mode", "most"), [("YCbCr", 2), ("HSV", 8), ("LAB", 8)])
def test_other_colour_spaces_are_shown_in_colour(mode: str, most: int) -> None:
    smooth = Image.linear_gradient("L").resize((32, 32)).convert("RGB")
    space = smooth.convert(mode)
    found = seen(space)
    assert list(found) == [View.STORED, View.SHOWN]
    assert np.array_equal(found[View.STORED], np.asarray(space))
    assert np.abs(found[View.SHOWN].astype(int) - np.asarray(smooth).astype(int)).max() <= most


def test_transparency_is_shown_on_black_and_on_white() -> None:
    found = seen(with_alpha(RGB))
    assert list(found) == [View.STORED, View.ON_BLACK, View.ON_WHITE]
    assert np.array_equal(found[View.STORED], np.asarray(RGB))
    hidden = np.asarray(ALPHA) == 0
    assert np.all(found[View.ON_BLACK][hidden] == 0)
    assert np.all(found[View.ON_WHITE][hidden] == 255)
    assert np.array_equal(found[View.ON_BLACK][~hidden], np.asarray(RGB)[~hidden])


def test_an_alpha_channel_that_hides_nothing_adds_no_view() -> None:
    opaque = RGB.copy()
    opaque.putalpha(255)
    assert list(seen(opaque)) == [View.STORED]


def test_grey_with_transparency_is_stored_as_the_reference_converts_it() -> None:
    found = seen(with_alpha(GREY))
    assert np.array_equal(found[View.STORED], np.asarray(with_alpha(GREY).convert("RGB")))
    assert {View.ON_BLACK, View.ON_WHITE} <= set(found)


def test_one_bit_is_stored_as_zeros_and_ones_and_shown_as_black_and_white() -> None:
    found = seen(GREY.convert("1"))
    assert set(np.unique(found[View.STORED])) == {0, 1}
    assert set(np.unique(found[View.SHOWN])) == {0, 255}


def test_sixteen_bits_are_stored_clipped_as_the_reference_does_and_shown_scaled() -> None:
    deep = Image.fromarray(RAMP.astype(np.uint16) * 257)
    found = seen(deep)
    assert np.array_equal(found[View.STORED], np.asarray(deep.convert("RGB")))
    assert np.array_equal(found[View.SHOWN], RAMP)


@pytest.mark.parametrize("mode", ["I", "F"])
def test_what_the_reference_cannot_hash_is_shown_only(mode: str) -> None:
    found = seen(GREY.convert(mode))
    assert list(found) == [View.SHOWN]
    assert np.array_equal(found[View.SHOWN], RAMP)


def test_a_transparent_palette_colour_is_see_through() -> None:
    palette = RGB.quantize(4)
    palette.info["transparency"] = 0
    found = seen(palette)
    assert np.all(found[View.ON_WHITE][np.asarray(palette) == 0] == 255)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "I", "F", "P", "PA", "RGB", "RGBA", "RGBa", "CMYK", "YCbCr", "HSV", "LAB"]
)
def test_every_mode_gives_bytes_in_two_or_three_dimensions(mode: str) -> None:
    image = with_alpha(RGB).convert(mode) if mode != "PA" else with_alpha(GREY).convert("PA")
    found = seen(image)
    assert found
    for pixels in found.values():
        assert pixels.dtype == np.uint8
        assert pixels.shape in {(16, 16), (16, 16, 3)}


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK", "LA", "1", "I;16"])
def test_a_large_picture_is_shown_like_its_parts(mode: str) -> None:
    tall = Image.linear_gradient("L").resize((2100, 2100))
    image = with_mask(tall, mode)
    upper = image.crop((0, 0, 2100, 100))
    parts, whole = seen(upper), seen(image)
    assert image.width * image.height > BAND
    assert View.STORED in whole
    for view, pixels in parts.items():
        assert np.array_equal(pixels, whole[view][:100])


def with_mask(grey: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(np.asarray(grey).astype(np.uint16) * 200)
    image = grey.convert("RGB").convert(mode)
    if mode in {"RGBA", "LA"}:
        image.putalpha(grey.rotate(90))
    return image
