"""PDQ against what the reference answers for its own public vectors.

Measured 2026-11: distances median 0, largest 2; quality equal for all.
"""

import json
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from PIL import Image

from leeward.matcher.pdq.dihedral import DIHEDRAL, turned_hashes
from leeward.matcher.pdq.hasher import PdqHash, hash_picture
from leeward.media.formats.jpeg import JpegPicture
from leeward.model.pictures import Picture, Pixels, Plane
from leeward.model.signals import View

FOLDER = Path(__file__).parents[3] / "vectors" / "pdq"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))["vectors"]
MIRRORED = dict(
    zip(
        (View.STORED, *DIHEDRAL),
        sorted(name for name in EXPECTED if name.startswith("dih/")),
        strict=True,
    )
)


class Drawn:
    """A picture of given pixels."""

    def __init__(self, values: Pixels) -> None:
        self._values = values
        self.height, self.width = values.shape[:2]
        self.view, self.orientation, self.scales = View.STORED, 1, (1,)
        self.frame, self.at_s = None, None

    def luma(self, scale: int) -> Plane:
        raise AssertionError("a drawn picture has pixels only")

    def pixels(self) -> Pixels:
        return self._values


def look(name: str) -> PdqHash:
    content = FOLDER / name
    if name.endswith(".jpg"):
        return hash_picture(JpegPicture(content.read_bytes()))
    with Image.open(content) as opened:
        picture: Picture = Drawn(np.asarray(opened.convert("RGB")))
    return hash_picture(picture)


def distance(ours: bytes, name: str) -> int:
    return (int.from_bytes(ours, "big") ^ int(EXPECTED[name]["pdq"], 16)).bit_count()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_vector_is_hashed_as_the_reference_hashes_it(name: str) -> None:
    found = look(name)
    assert distance(found.value, name) <= 4
    assert abs(found.quality - EXPECTED[name]["quality"]) <= 1


def test_the_median_distance_over_all_vectors_is_zero() -> None:
    assert median(distance(look(name).value, name) for name in EXPECTED) == 0


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_whole_decode_gives_the_reference_to_the_bit(name: str) -> None:
    with Image.open(FOLDER / name) as opened:
        found = hash_picture(Drawn(np.asarray(opened.convert("RGB"))))
    assert found.value.hex() == EXPECTED[name]["pdq"]
    assert found.quality == EXPECTED[name]["quality"]


def test_turned_forms_match_the_pictures_that_were_really_turned() -> None:
    hashes = turned_hashes(look(MIRRORED[View.STORED]).coefficients)
    assert all(distance(hashes[view], MIRRORED[view]) <= 10 for view in DIHEDRAL)
