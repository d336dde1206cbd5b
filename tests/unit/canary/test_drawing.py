"""Canaries: benign, each one far from the others, and alive after what servers do to pictures."""

import io
from functools import cache
from itertools import combinations

import pytest
from PIL import Image

from leeward.canary.drawing import HEIGHT, NUMBERS, WIDTH, drawn, png
from leeward.media.gallery import pictures
from leeward.media.sniff import sniff
from leeward.model.limits import Limits
from leeward.model.signals import Signal
from leeward.plugins import loader
from leeward.plugins.signals.protocol import PictureSignal


def _hashes(file: bytes) -> list[Signal]:
    """As the scanner sees the file: decoded by its own decoders, in all eight views."""
    pdq = loader.signal("pdq")
    assert isinstance(pdq, PictureSignal)
    stream = io.BytesIO(file)
    found = pictures(sniff(file), stream, len(file), Limits())
    return list(pdq.of_picture(next(iter(found)), dihedral=True))


@cache
def _original(number: int) -> tuple[Signal, ...]:
    return tuple(_hashes(png(drawn(number))))


def _bits(one: Signal, other: Signal) -> int:
    return (int(one.value, 16) ^ int(other.value, 16)).bit_count()


def _encoded_anew(number: int, form: str, part: int) -> bytes:
    picture = Image.open(io.BytesIO(png(drawn(number)))).resize((WIDTH // part, HEIGHT // part))
    file = io.BytesIO()
    picture.save(file, form, quality=70)
    return file.getvalue()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_canary_is_a_png_that_anybody_can_read(number: int) -> None:
    pixels = drawn(number)
    with Image.open(io.BytesIO(png(pixels))) as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (WIDTH, HEIGHT), "RGB")
        assert picture.tobytes() == pixels.tobytes()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_canary_has_a_hash_of_good_quality(number: int) -> None:
    quality = _original(number)[0].quality
    assert quality is not None
    assert quality >= 80


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
@pytest.mark.parametrize("part", [1, 2])
def test_a_canary_is_known_after_a_server_encoded_it_anew(number: int, form: str, part: int) -> None:
    anew = _hashes(_encoded_anew(number, form, part))[0]
    assert _bits(anew, _original(number)[0]) <= 20  # 31 would be a match; room for another server's taste


def test_no_two_canaries_are_alike_however_they_are_turned() -> None:
    for one, other in combinations(NUMBERS, 2):
        assert min(_bits(_original(one)[0], view) for view in _original(other)) > 31 * 2


def test_a_canary_is_drawn_the_same_again() -> None:
    assert drawn(3).tobytes() == drawn(3).tobytes()
