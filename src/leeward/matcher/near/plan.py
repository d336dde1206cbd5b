"""Chooses how 256 bits are cut into bands, and how many flips each band must allow.

Pigeonholes: values that differ in at most r bits differ in fewer than `share` bits in some band, if the
shares add up to r + 1. Moreover some such band stays under the shares together with the band after it,
so a few bits of that one, kept beside each number, turn most false candidates away unread.

Source: M. Norouzi et al., Fast Exact Search in Hamming Space with Multi-Index Hashing; J. Qin and
C. Xiao, Pigeonring: A Principle for Faster Thresholded Similarity Search, VLDB 2018.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations
from typing import Annotated

from pydantic import Field

BITS = 256
MAX_RADIUS = 31
SIGNATURE = 16  # bits kept beside each number: those that follow the coarse key
ROW_BYTES = 57  # of bands, a row, beside its value: ten million rows stay under 0.9 GB
SPARE_BYTES = 8 << 20  # what a bank of any size may take on top
PADDING = 32  # signatures that follow the last one, so that whole vectors can be read
_FLIP_SHIFT = 28

# Nanoseconds on a current server core whose memory others use too: a bucket opened, each further cache
# line of it, each further vector of signatures compared, a candidate fetched and compared.
_BUCKET, _LINE, _VECTOR, _CANDIDATE = 45.0, 8.0, 4.0, 60.0


@dataclass(frozen=True, slots=True)
class Band:
    """One run of the permuted bits.

    start, width: bits. coarse: how many of them name a bucket, the first ones.
    share: units of radius + 1 that this band covers; it is probed up to share - 1 flips, 0: not at all.
    """

    start: Annotated[int, Field(ge=0, lt=BITS)]
    width: Annotated[int, Field(ge=1, le=BITS)]
    coarse: Annotated[int, Field(ge=1, le=_FLIP_SHIFT)]
    share: Annotated[int, Field(ge=0, le=3)]


def misses_nothing(bands: Sequence[Band]) -> bool:
    """Whether the bands cover all bits once and guarantee MAX_RADIUS."""
    starts = [0, *accumulate(band.width for band in bands)]
    beyond = [SIGNATURE - (band.width - band.coarse) for band in bands]
    return (
        sum(band.share for band in bands) == MAX_RADIUS + 1
        and [*(band.start for band in bands), BITS] == starts
        and all(
            0 <= bits <= min(SIGNATURE, following.width)
            for bits, following in zip(beyond, [*bands[1:], *bands[:1]], strict=True)
        )
    )


def probes(coarse: int, share: int) -> int:
    """How many buckets lie within share - 1 flips."""
    return sum(math.comb(coarse, flips) for flips in range(share))


def flips(band: Band) -> list[int]:
    """Every probe of a band, neighbours in memory first: its flip mask, and above it how many flips."""
    masks = (
        (sum(1 << bit for bit in chosen), count)
        for count in range(band.share)
        for chosen in combinations(range(band.coarse), count)
    )
    return [mask | count << _FLIP_SHIFT for mask, count in sorted(masks)]


def candidates(band: Band, following: Band, rows: int) -> float:
    """How many evenly spread values one band is expected to pass on to the full comparison."""
    beyond = SIGNATURE - (band.width - band.coarse)
    chain = band.share + following.share - 1
    total = 0.0
    for count in range(band.share):
        passing = sum(math.comb(beyond, more) for more in range(min(beyond, chain - count) + 1)) / 2.0**beyond
        total += math.comb(band.width, count) * rows / 2.0**band.width * passing
    return total


def cost_ns(bands: Sequence[Band], rows: int) -> float:
    """What a query over `rows` evenly spread values costs, in nanoseconds."""
    total = 0.0
    for band, following in zip(bands, [*bands[1:], bands[0]], strict=True):
        load = rows / 2.0**band.coarse
        bucket = _BUCKET + _LINE * load * SIGNATURE / 8 / 64 + _VECTOR * load / 32
        total += probes(band.coarse, band.share) * bucket
        total += _CANDIDATE * candidates(band, following, rows)
    return total


def row_bytes(bands: Sequence[Band], rows: int) -> float:
    """What the bands cost a row on disk, beside the value."""
    offsets = sum(4 << band.coarse for band in bands) / rows
    return offsets + len(bands) * (number_width(rows) + SIGNATURE / 8) - number_width(rows)


def number_width(rows: int) -> int:
    """Bytes that hold every row number."""
    return 3 if rows <= 1 << 24 else 4


def choose(rows: int) -> tuple[Band, ...]:
    """The cheapest bands that guarantee MAX_RADIUS and stay small (if any plan does)."""
    plans = list(_plans())
    # Wider numbers come with banks so large that a band more or less is worth its bytes.
    most = ROW_BYTES + SPARE_BYTES / rows + 12 * (number_width(rows) - 3)
    small = [bands for bands in plans if row_bytes(bands, rows) <= most]
    if small:
        return min(small, key=lambda bands: cost_ns(bands, rows))
    return min(plans, key=lambda bands: row_bytes(bands, rows))


def _plans() -> Iterator[tuple[Band, ...]]:
    for wide in range(0, 11, 2):  # bands probed up to two flips; the others up to one
        narrow = (MAX_RADIUS + 1 - 3 * wide) // 2
        for narrow_bits in range(12, 21) if wide else (BITS // narrow,):
            wide_bits = (BITS - narrow * narrow_bits) / max(1, wide)
            if wide and not narrow_bits < wide_bits <= 28:
                continue
            for coarse in _coarse(wide, narrow_bits, int(wide_bits)):
                yield _cut(wide, narrow, narrow_bits, coarse)


def _coarse(wide: int, narrow_bits: int, wide_bits: int) -> Iterator[tuple[int, int]]:
    for narrow_coarse in range(max(8, narrow_bits - 6), narrow_bits + 1):
        if SIGNATURE - (narrow_bits - narrow_coarse) > narrow_bits:
            continue
        for wide_coarse in range(max(12, wide_bits - 8), min(wide_bits, 21) + 1) if wide else (0,):
            if SIGNATURE - (wide_bits - wide_coarse) <= narrow_bits or not wide:
                yield wide_coarse, narrow_coarse


def _cut(wide: int, narrow: int, narrow_bits: int, coarse: tuple[int, int]) -> tuple[Band, ...]:
    """Cut the bits, the wide bands first; bits left over widen the first wide ones."""
    bands, start = [], 0
    spare = BITS - narrow * narrow_bits
    for index in range(wide + narrow):
        is_wide = index < wide
        width = spare // wide + (index < spare % wide) if is_wide else narrow_bits
        bands.append(Band(start, width, coarse[0 if is_wide else 1], 3 if is_wide else 2))
        start += width
    return tuple(bands)


def for_radius(bands: Sequence[Band], radius: int, rows: int) -> tuple[Band, ...]:
    """The same bands with shares no greater than a radius of 0 to MAX_RADIUS needs."""
    now = list(bands)
    for _ in range(sum(band.share for band in bands) - radius - 1):
        fewer = [
            [*now[:index], replace(band, share=band.share - 1), *now[index + 1 :]]
            for index, band in enumerate(now)
            if band.share
        ]
        now = min(fewer, key=lambda one: cost_ns(one, rows))
    return tuple(now)
