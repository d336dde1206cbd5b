"""Recall is exact: against brute force on a million values, wherever the differing bits lie."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from leeward.matcher.container import Reader, Writer
from leeward.matcher.near import bands, flat, plan, shuffle

ROWS = 1_000_000
Raw = NDArray[np.uint8]
Found = set[tuple[int, int, int]]


def _even(rng: np.random.Generator) -> Raw:
    """Every bit a coin."""
    return rng.integers(0, 256, (ROWS, 32), dtype=np.uint8)


def _clustered(rng: np.random.Generator) -> Raw:
    """A third within a few bits of five centres, some of these the same: lists hold near-copies."""
    raw = _even(rng)
    crowd = ROWS // 3
    raw[:crowd] = rng.integers(0, 256, (5, 32), dtype=np.uint8)[rng.integers(0, 5, crowd)]
    for _ in range(6):
        raw[np.arange(crowd), rng.integers(0, 32, crowd)] ^= np.uint8(1) << rng.integers(0, 9, crowd).astype(
            np.uint8
        )
    return raw


def _correlated(rng: np.random.Generator) -> Raw:
    """As real PDQ hashes are: half the bits set, but bits go with their neighbours."""
    flips = rng.random((ROWS, 256), dtype=np.float32) < 0.2
    return np.packbits(np.bitwise_xor.accumulate(flips, axis=1), axis=1)


class Index:
    """A million values, in a file and in the open."""

    def __init__(self, raw: Raw, section: bands.Near, cut: tuple[plan.Band, ...]) -> None:
        self.raw, self.section, self.cut = raw, section, cut
        self.words = flat.columns(raw)

    def search(self, queries: Raw, radius: int) -> Found:
        """(query, value as a number, distance)."""
        found = self.section.search(queries, radius)
        values = self.section.values(found.rows)
        hits = list(zip(found.queries.tolist(), values, found.distances.tolist(), strict=True))
        told = {(query, int.from_bytes(value.tobytes()), distance) for query, value, distance in hits}
        assert len(set(zip(found.queries.tolist(), found.rows.tolist(), strict=True))) == len(hits)
        return told

    def brute(self, queries: Raw, radius: int) -> Found:
        found = flat.scan(self.words, queries, radius)
        hits = zip(found.queries.tolist(), self.raw[found.rows], found.distances.tolist(), strict=True)
        return {(query, int.from_bytes(value.tobytes()), distance) for query, value, distance in hits}


@pytest.fixture(scope="module", params=[_even, _clustered, _correlated], ids=lambda make: make.__name__[1:])
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Index, np.random.Generator]]:
    make: Callable[[np.random.Generator], Raw] = request.param
    rng = np.random.default_rng(31)
    raw = make(rng)
    path = tmp_path_factory.mktemp("index") / "a.idx"
    with Writer(path) as writer:
        layout, _ = bands.write(writer, "pdq", raw, lambda share: None)
        writer.finish({})
    reader = Reader(path)
    section = bands.open_section(reader.array, "pdq", layout)
    yield Index(raw, section, layout), rng
    path.unlink()


def _planted(values: Raw, rng: np.random.Generator) -> Raw:
    """Flip 0 to 31 bits, any of them."""
    queries = values.copy()
    for number, query in enumerate(queries):
        for bit in rng.choice(256, number % 32, replace=False):
            query[bit // 8] ^= np.uint8(1 << bit % 8)
    return queries


def _flip_permuted(values: Raw, places: list[list[int]]) -> Raw:
    """Flip bits named by their place after the permutation, where the bands are."""
    words = shuffle.permute(values)
    for row, bits in zip(words, places, strict=True):
        for bit in bits:
            row[bit % 256 // 64] ^= np.uint64(1 << bit % 64)
    return shuffle.restore(words)


def _told(index: Index, values: Raw, queries: Raw, radius: int = plan.MAX_RADIUS) -> None:
    """Every planted value is found, and the whole answer is what brute force gives."""
    found = index.search(queries, radius)
    pairs = {(query, value) for query, value, _ in found}
    assert all((query, int.from_bytes(value.tobytes())) in pairs for query, value in enumerate(values))
    few = queries[:: max(1, len(queries) // 12)]
    assert index.search(few, radius) == index.brute(few, radius)


def test_neighbours_at_every_distance_are_found(index: tuple[Index, np.random.Generator]) -> None:
    one, rng = index
    values = one.raw[rng.integers(ROWS // 2, ROWS, 640)]
    _told(one, values, _planted(values, rng))


def test_neighbours_are_found_inside_crowds(index: tuple[Index, np.random.Generator]) -> None:
    one, rng = index
    queries = _planted(one.raw[:8], rng)
    assert one.search(queries, 31) == one.brute(queries, 31)


def test_all_bits_in_one_run_are_found_wherever_it_starts(index: tuple[Index, np.random.Generator]) -> None:
    one, rng = index
    values = one.raw[rng.integers(ROWS // 2, ROWS, 256)]
    _told(one, values, _flip_permuted(values, [list(range(start, start + 31)) for start in range(256)]))


def test_bits_spread_so_that_just_one_band_stays_open_are_found(
    index: tuple[Index, np.random.Generator],
) -> None:
    one, rng = index
    values = one.raw[rng.integers(ROWS // 2, ROWS, 20 * len(one.cut))]
    places = [_just_open(one.cut, number % len(one.cut), rng) for number in range(len(values))]
    assert all(len(bits) <= plan.MAX_RADIUS for bits in places)
    _told(one, values, _flip_permuted(values, places))


def _just_open(cut: tuple[plan.Band, ...], open_band: int, rng: np.random.Generator) -> list[int]:
    """As many flips in each band as close it, one fewer in one band."""
    bits = list[int]()
    for number, band in enumerate(cut):
        count = band.share - (number == open_band)
        bits += [band.start + int(bit) for bit in rng.choice(band.width, count, replace=False)]
    excess = len(bits) - plan.MAX_RADIUS
    return bits[max(0, excess) :]


@pytest.mark.parametrize("radius", [0, 1, 7, 16, 30])
def test_a_smaller_radius_gives_what_brute_force_gives(
    index: tuple[Index, np.random.Generator], radius: int
) -> None:
    one, rng = index
    values = one.raw[rng.integers(ROWS // 2, ROWS, 32)]
    queries = _planted(values, rng)
    assert one.search(queries[::3], radius) == one.brute(queries[::3], radius)
