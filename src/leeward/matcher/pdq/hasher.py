"""PDQ of a picture, decoded no further than its hash needs."""

from dataclasses import dataclass

from leeward.matcher.pdq import faithful
from leeward.matcher.pdq.fragile import crowding, expected_flips, flips_at
from leeward.matcher.pdq.transform import Reals, bits, buffers, coefficients, quality
from leeward.model.pictures import Picture, Plane

LEAST_SIDE = 240  # decoded samples along the shorter side that a first look needs
MOST_FLIPS = 6.0  # bits that a further look may be expected to change before it is taken
FLOOR = 50  # quality under which lists and the reference refuse a hash
FLOOR_DOUBT = 3  # how far the quality of a scaled decode was ever seen from the whole picture's
ROUNDING = 1e-3  # several times the rounding of 32-bit sums in a coefficient, the reference's and ours
FAITHFUL_PIXELS = 50_000_000  # larger ones would need gigabytes for it
SMALLEST = 5  # pixels along a side; the reference gives smaller pictures no hash


@dataclass(frozen=True, slots=True)
class PdqHash:
    """One picture's hash.

    value: 32 bytes. quality: 0 to 100; under 50 a hash is too unreliable to match on.
    coefficients: (16, 16) float32, for turned forms. fragile: coefficients within 1.0 of the median;
    over 64 a distance limit of 31 is not to be trusted. scale: 1, 2, 4 or 8, that it was decoded at.
    """

    value: bytes
    quality: int
    coefficients: Reals
    fragile: int
    scale: int


def hash_picture(picture: Picture) -> PdqHash:
    """Hash one picture: from its luma decoded small, or, if too many bits are in doubt, from all its pixels.

    Raises: NotLooked.
    """
    scale = _first_scale(picture)
    if scale > 1:
        plane = picture.luma(scale)
        if plane.scale > 1:
            found, doubt = _look(plane)
            if not _doubtful(found, doubt):
                return found
    plane = Plane(picture.pixels(), 1, picture.width, picture.height)
    found, _ = _look(plane)
    return _to_the_letter(plane) if _only_rounding(plane, found) else found


def _first_scale(picture: Picture) -> int:
    side = min(picture.width, picture.height)
    return max((s for s in picture.scales if side >= LEAST_SIDE * s), default=1)


def _look(plane: Plane) -> tuple[PdqHash, float]:
    """The hash, and how many bits a full decode is expected to change."""
    read = buffers(plane)
    values = coefficients(read[0])
    doubt = expected_flips(values, coefficients(read[1])) if len(read) > 1 else 0.0
    return _hash(plane, read[0], values), doubt


def _hash(plane: Plane, samples: Reals, values: Reals) -> PdqHash:
    if min(plane.width, plane.height) < SMALLEST:
        return PdqHash(bytes(32), 0, values, values.size, plane.scale)
    return PdqHash(bits(values), quality(samples), values, crowding(values), plane.scale)


def _doubtful(found: PdqHash, doubt: float) -> bool:
    """A hash that lists would refuse or not, depending on the decode, is looked at again, too."""
    return doubt > MOST_FLIPS or abs(found.quality - FLOOR) <= FLOOR_DOUBT


def _only_rounding(plane: Plane, found: PdqHash) -> bool:
    """Stripes, ramps, mirrored drawings: coefficients equal but for rounding, at a quality that counts."""
    counts = found.quality >= FLOOR and plane.width * plane.height <= FAITHFUL_PIXELS
    return counts and flips_at(found.coefficients, ROUNDING) > MOST_FLIPS


def _to_the_letter(plane: Plane) -> PdqHash:
    samples = faithful.buffer(plane.values)
    return _hash(plane, samples, faithful.coefficients(samples))
