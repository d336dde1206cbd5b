"""Pictures out of one file's bytes."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageSequence

from leeward.media import edge
from leeward.media.samples import samples
from leeward.media.sniff import sniff
from leeward.media.stills import stills
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.look import Look
from leeward.model.pictures import Picture, Pixels
from leeward.model.signals import View

SIDE = 48
BASE = Image.linear_gradient("L").resize((SIDE, SIDE * 2)).convert("RGB")
TURNS = [BASE, BASE.rotate(180), BASE.rotate(90).resize(BASE.size)]


def shades(count: int) -> list[Image.Image]:
    return [Image.new("RGB", (SIDE, SIDE), (10 * n, 90, 40)) for n in range(count)]


def written(form: str, frames: list[Image.Image] | None = None, **options: object) -> bytes:
    edge.prepare()
    content = io.BytesIO()
    first, *rest = frames or [BASE]
    more = {"save_all": True, "append_images": rest} if rest else {}
    first.save(content, form, **more, **options)
    return content.getvalue()


def seen(content: bytes, limits: Limits | None = None) -> list[Picture]:
    edge.prepare()
    with edge.quiet():
        return list(stills(sniff(content), content, limits or Limits()))


def seen_until(content: bytes, limits: Limits | None = None) -> tuple[list[Picture], NotLooked]:
    edge.prepare()
    found: list[Picture] = []
    with edge.quiet(), pytest.raises(NotLooked) as why:
        found.extend(stills(sniff(content), content, limits or Limits()))
    return found, why.value


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_orientation_is_told_and_not_applied(form: str) -> None:
    [picture] = seen(written(form, exif=turned()))
    assert picture.orientation == 6
    assert (picture.width, picture.height) == BASE.size


def test_tiff_is_turned_by_its_decoder_as_for_the_reference_and_not_again() -> None:
    [picture] = seen(written("TIFF", exif=turned()))
    assert picture.orientation == 1
    assert (picture.height, picture.width) == BASE.size


def test_heic_is_turned_by_its_decoder_and_not_again() -> None:
    content = io.BytesIO()
    pillow_heif.from_pillow(BASE).save(content, exif=turned())
    [picture] = seen(content.getvalue())
    assert (picture.orientation, picture.height, picture.width) == (1, *BASE.size)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF"])
def test_the_pixels_are_those_of_pillow(form: str) -> None:
    content = written(form)
    [picture] = seen(content)
    with Image.open(io.BytesIO(content)) as image:
        whole = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(picture.pixels().astype(int) - whole).max() <= 4


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_frame_of_an_animation_is_given_with_its_number(form: str) -> None:
    numbers = {picture.frame for picture in seen(written(form, TURNS))}
    assert numbers == {0, 1, 2}


def test_a_still_has_no_frame_number() -> None:
    assert [picture.frame for picture in seen(written("GIF"))] == [None, None]


def test_a_frame_seen_before_is_left_out() -> None:
    frames = [TURNS[0], TURNS[1], TURNS[0], TURNS[1]]
    assert {picture.frame for picture in seen(written("TIFF", frames))} == {0, 1}


def test_frames_that_differ_in_one_shade_are_both_given() -> None:
    frames = [Image.new("RGB", (SIDE, SIDE), (10, 10, 10)), Image.new("RGB", (SIDE, SIDE), (10, 10, 11))]
    assert {picture.frame for picture in seen(written("TIFF", frames))} == {0, 1}


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF"])
def test_frames_beyond_the_limit_are_too_large_and_the_first_are_kept(form: str) -> None:
    found, why = seen_until(written(form, shades(6)), Limits(frames=4))
    assert {picture.frame for picture in found} == {0, 1, 2, 3}
    assert (why.look, why.reason) == (Look.TOO_LARGE, "only the first 4 of 6 frames were looked at")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_more_pixels_than_the_limit_are_refused_with_numbers(form: str) -> None:
    found, why = seen_until(written(form), Limits(pixels=SIDE * SIDE * 2 - 1))
    assert found == []
    assert (why.look, why.reason) == (Look.TOO_LARGE, "48 x 96 pixels, the limit is 4,607 pixels")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_exactly_as_many_pixels_as_the_limit_are_looked_at(form: str) -> None:
    assert seen(written(form), Limits(pixels=SIDE * SIDE * 2))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP"])
def test_what_is_left_of_a_cut_picture_is_given_before_it_is_called_unreadable(form: str) -> None:
    content = written(form)
    cut = content[: len(content) * 3 // 4]
    found: list[Pixels] = []
    with edge.quiet(), pytest.raises(NotLooked) as why:
        found.extend(picture.pixels() for picture in stills(sniff(content), cut, Limits()))
    assert found[0].shape == (SIDE * 2, SIDE, 3)
    assert (why.value.look, why.value.reason) == (Look.UNREADABLE, edge.PARTLY)


def test_the_frames_before_the_damage_are_kept() -> None:
    content = written("GIF", shades(6))
    found, why = seen_until(content[: len(content) // 2])
    assert {picture.frame for picture in found} >= {0, 1}
    assert why.look is Look.UNREADABLE


@pytest.mark.parametrize("name", ["HEIC", "JPEG XL", "JPEG in CMYK"])
def test_the_other_formats_are_decoded(name: str) -> None:
    content = dict(samples())[name]
    assert {picture.pixels().shape for picture in seen(content)} == {(16, 16, 3)}


def test_four_inks_are_looked_at_as_stored_and_as_shown() -> None:
    assert [p.view for p in seen(dict(samples())["JPEG in CMYK"])] == [View.STORED, View.SHOWN]


def test_later_gif_frames_are_composed_as_viewers_do() -> None:
    content = written("GIF", TURNS)
    with Image.open(io.BytesIO(content)) as image:
        composed = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]
    last = [picture for picture in seen(content) if picture.frame == 2]
    assert any(np.array_equal(picture.pixels(), composed[2]) for picture in last)


def test_frames_that_an_animated_png_does_not_tell_of_are_looked_at() -> None:
    content = io.BytesIO()
    Image.linear_gradient("L").save(content, "PNG", save_all=True, append_images=[Image.radial_gradient("L")])
    packed = content.getvalue()
    at = packed.index(b"acTL")
    body = b"acTL" + bytes([0, 0, 0, 1]) + packed[at + 8 : at + 12]
    lying = packed[:at] + body + zlib.crc32(body).to_bytes(4, "big") + packed[at + 16 :]
    assert [picture.frame for picture in seen(lying)] == [0, 1]


def tiff_with_a_child(compression: int = 1) -> bytes:
    """A page of 8 x 8 grey pixels, from which another one hangs."""

    def directory(place: int, child: int) -> bytes:
        tags = [(256, 8), (257, 8), (258, 8), (259, compression if place == 8 + 64 else 1), (262, 1)]
        tags += [(273, place), (277, 1), (278, 8), (279, 64)] + [(330, child)] * (child > 0)
        packed = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        return struct.pack("<H", len(tags)) + packed + bytes(4)

    below = directory(8 + 64, 0)
    pixels = bytes(range(64)) + bytes(range(0, 256, 4))
    start = 8 + len(pixels)
    return struct.pack("<2sHI", b"II", 42, start + len(below)) + pixels + below + directory(8, start)


def test_a_picture_that_hangs_from_a_tiff_page_is_a_further_frame() -> None:
    frames = seen(tiff_with_a_child())
    assert [frame.frame for frame in frames] == [None, 1]
    assert frames[1].pixels()[0, :3, 0].tolist() == [0, 4, 8]


def test_one_that_cannot_be_opened_is_told_and_the_page_kept() -> None:
    frames, why = seen_until(tiff_with_a_child(compression=34892))
    assert len(frames) == 1
    assert (why.look, why.reason) == (Look.UNSUPPORTED, "more pictures inside, which are not looked at")
