from collections.abc import Sequence

import numpy as np
import pytest

from leeward.matcher.pdq.hasher import hash_picture
from leeward.model.errors import NotLooked
from leeward.model.look import Look
from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View


def scenery(rows: int, columns: int, detail: float = 0.0) -> Pixels:
    """Soft blobs of many sizes, and as much pixel noise as asked for."""
    random = np.random.default_rng(4)
    y, x = np.mgrid[0:rows, 0:columns] / max(rows, columns)
    total = np.zeros((rows, columns))
    for _ in range(400):
        width, height = random.uniform(0.01, 0.05, 2)
        down = np.exp(-(((y[:, :1] - random.random()) / height) ** 2))
        total += random.normal() * down * np.exp(-(((x[:1] - random.random()) / width) ** 2))
    total = 128 + 50 * total + detail * random.normal(size=total.shape)
    return np.repeat(np.clip(total, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


class Painted:
    """A picture that decodes at full size only."""

    def __init__(self, values: Pixels) -> None:
        self.values = values
        self.height, self.width = values.shape[:2]
        self.view, self.orientation = View.STORED, 1
        self.frame, self.at_s = None, None
        self.scales: Sequence[int] = (1,)

    def luma(self, scale: int) -> Plane:
        raise AssertionError("the hash needs colours")

    def pixels(self) -> Pixels:
        return self.values


class Shrinking(Painted):
    """A picture that can be decoded smaller, by means of patches; remembers what it was asked."""

    def __init__(self, values: Pixels, finest: int = 8) -> None:
        super().__init__(values)
        self.scales = (1, 2, 4, 8)
        self.finest = finest
        self.asked: list[int] = []

    def luma(self, scale: int) -> Plane:
        self.asked.append(scale)
        scale = min(scale, self.finest)
        rows, columns = self.height // scale, self.width // scale
        patches = self.values[:, :, 0].reshape(rows, scale, columns, scale).mean(axis=(1, 3))
        return Plane(patches.round().astype(np.uint8), scale, self.width, self.height)

    def pixels(self) -> Pixels:
        self.asked.append(1)
        return self.values


def distance(a: bytes, b: bytes) -> int:
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()


@pytest.mark.parametrize(("rows", "columns", "scale"), [(480, 640, 2), (1080, 1920, 4), (2000, 2400, 8)])
def test_it_first_looks_at_the_smallest_decode_of_240_samples_a_side(
    rows: int, columns: int, scale: int
) -> None:
    picture = Shrinking(scenery(rows, columns))
    assert hash_picture(picture).scale == scale
    assert picture.asked == [scale]


def test_a_small_picture_is_looked_at_in_full_at_once() -> None:
    picture = Shrinking(scenery(200, 300))
    assert hash_picture(picture).scale == 1
    assert picture.asked == [1]


def test_a_steady_picture_hashes_alike_at_every_scale() -> None:
    values = scenery(960, 1920)
    assert distance(hash_picture(Shrinking(values)).value, hash_picture(Painted(values)).value) <= 4


def test_a_picture_whose_bits_are_in_doubt_is_looked_at_in_full() -> None:
    values = np.random.default_rng(2).integers(0, 256, (480, 640, 1), dtype=np.uint8).repeat(3, axis=2)
    picture = Shrinking(values)
    assert hash_picture(picture).value == hash_picture(Painted(values)).value
    assert picture.asked == [2, 1]


def test_a_decoder_that_cannot_decode_smaller_is_asked_for_all_pixels() -> None:
    values = scenery(1080, 1920)
    picture = Shrinking(values, finest=1)
    assert hash_picture(picture).value == hash_picture(Painted(values)).value
    assert picture.asked == [4, 1]


@pytest.mark.parametrize(("rows", "columns"), [(4, 4), (4, 500), (1, 1)])
def test_pictures_too_small_for_the_reference_have_no_hash(rows: int, columns: int) -> None:
    found = hash_picture(Painted(scenery(rows, columns)))
    assert (found.value, found.quality) == (bytes(32), 0)


def test_a_flat_picture_has_quality_zero_and_is_fragile() -> None:
    found = hash_picture(Painted(np.full((300, 300, 3), 9, dtype=np.uint8)))
    assert found.quality == 0
    assert found.fragile > 64


def test_what_cannot_be_decoded_has_no_hash() -> None:
    class Torn(Painted):
        def pixels(self) -> Pixels:
            raise NotLooked(Look.UNREADABLE, "torn")

    with pytest.raises(NotLooked):
        hash_picture(Torn(scenery(10, 10)))


def test_stripes_get_the_reference_s_bits_though_only_rounding_makes_them() -> None:
    line = (np.arange(200) // 7 % 2 * 255).astype(np.uint8)
    values = np.repeat(np.repeat(line[None, :, None], 150, axis=0), 3, axis=2)
    answer = "00001dfe00001508eaf70000ead51ffee001e0011ffee201e0011ffee2011dfe"
    assert hash_picture(Painted(values)).value.hex() == answer
