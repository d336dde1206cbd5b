"""The compiled search: every probe's bucket, then its signatures, then the few values that are left.

Each stage asks memory for what the next one reads, so that hundreds of cache misses overlap.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.near.compiled import (
    LANES,
    array,
    bits,
    compiled,
    frozen,
    lowest,
    near_mask,
    ones,
    prefetch,
    types,
)

CHUNK = 4096  # candidates verified at a time
START, COARSE, LOW_MASK, LIMIT, CHAIN, OFFSETS, FIRST, LAST = range(8)  # columns of Probes.bands
SIGNATURE = 16  # bits
BAND_SHIFT = 40  # a candidate packs its row (below) and its band (above)
ROW_MASK = (1 << BAND_SHIFT) - 1
DISTANCE_SHIFT = 28  # a probe packs its flip mask (below) and its number of flips (above)
DAMAGED = -1


class Store(NamedTuple):
    """The mapped arrays of one section, all bands concatenated; never written to.

    values: (n, 4), bits permuted, ordered by band 0's coarse key. offsets: where each coarse bucket starts.
    signatures: the 16 bits after the coarse key. numbers: rows of `values`, little-endian, band 0 left out.
    """

    values: NDArray[np.uint64]
    offsets: NDArray[np.uint32]
    signatures: NDArray[np.uint16]
    numbers: NDArray[np.uint8]


class Probes(NamedTuple):
    """What to look at for one radius. bands: a row a band, columns as named above. flips: packed probes."""

    bands: NDArray[np.int64]
    flips: NDArray[np.uint32]


class Work(NamedTuple):
    """Buffers of one search; spans: (probes, 2). hits: (room, 3) of query, row, distance."""

    spans: NDArray[np.uint32]
    candidates: NDArray[np.int64]
    hits: NDArray[np.int64]


_STORE = types.NamedTuple(
    (frozen(types.uint64, 2), frozen(types.uint32, 1), frozen(types.uint16, 1), frozen(types.uint8, 1)), Store
)
_PROBES = types.NamedTuple((frozen(types.int64, 2), frozen(types.uint32, 1)), Probes)
_WORK = types.NamedTuple((array(types.uint32, 2), array(types.int64, 1), array(types.int64, 2)), Work)


@compiled(types.boolean(_STORE, _PROBES, frozen(types.uint64, 1), array(types.uint32, 2)))
def _open(store: Any, probes: Any, query: Any, spans: Any) -> Any:
    """Read every probed bucket's bounds and ask for its signatures; False if a bound lies outside."""
    rows = len(store.values)
    sound: Any = True
    for band in range(len(probes.bands)):
        row = probes.bands[band]
        key = bits(query, row[START], row[COARSE])
        for flip in range(row[FIRST], row[LAST]):
            mask = np.int64(probes.flips[flip]) & ((1 << DISTANCE_SHIFT) - 1)
            bucket = row[OFFSETS] + (key ^ mask)
            start, end = np.int64(store.offsets[bucket]), np.int64(store.offsets[bucket + 1])
            sound &= start <= end and end <= rows
            spans[flip, 0], spans[flip, 1] = np.uint32(start), np.uint32(end)
            prefetch(store.signatures, band * rows + start)
            prefetch(store.signatures, band * rows + end)
    return sound


@compiled(types.boolean(_STORE, array(types.int64, 1), types.int64))
def _number(store: Any, candidates: Any, count: Any) -> Any:
    """Turn places in the bands into bands and rows, and ask for these; False if a row lies outside."""
    rows = len(store.values)
    width = len(store.numbers) // max(1, len(store.signatures) - LANES - rows)
    values = store.values.reshape(-1)
    sound: Any = True
    for index in range(count):
        band = candidates[index] >> BAND_SHIFT
        row = candidates[index] & ROW_MASK
        if band:
            at = ((band - 1) * rows + row) * width
            row = 0
            for byte in range(width):
                row |= np.int64(store.numbers[at + byte]) << (8 * byte)
            sound &= row < rows
            candidates[index] = band << BAND_SHIFT | row
        prefetch(values, row * 4)
    return sound


@compiled(types.boolean(_PROBES, frozen(types.uint64, 1), frozen(types.uint64, 1), types.int64))
def _is_first(probes: Any, query: Any, value: Any, band: Any) -> Any:
    """Tell whether no band before this one leads from the query to the value: then the hit is noted here."""
    for before in range(band):
        row = probes.bands[before]
        width = row[COARSE]
        flips = ones(np.uint32(bits(query, row[START], width) ^ bits(value, row[START], width)))
        start = row[START] + width
        differing = bits(query, start, SIGNATURE) ^ bits(value, start, SIGNATURE)
        if (
            flips + ones(np.uint32(differing)) <= row[CHAIN]
            and flips + ones(np.uint32(differing & row[LOW_MASK])) <= row[LIMIT]
        ):
            return False
    return True


@compiled(types.boolean(_STORE, _PROBES, frozen(types.uint64, 1), _WORK, array(types.int64, 1)))
def _verify(store: Any, probes: Any, query: Any, work: Any, state: Any) -> Any:
    """Compare the candidates in full, note hits, empty the list; False as `_number`. state: see `_scan`."""
    if not _number(store, work.candidates, state[1]):
        return False
    for index in range(state[1]):
        row = work.candidates[index] & ROW_MASK
        distance = ones(store.values[row, 0] ^ query[0]) + ones(store.values[row, 1] ^ query[1])
        if distance > state[3]:
            continue
        distance += ones(store.values[row, 2] ^ query[2]) + ones(store.values[row, 3] ^ query[3])
        band = work.candidates[index] >> BAND_SHIFT
        if distance <= state[3] and _is_first(probes, query, store.values[row], band):
            if state[0] < len(work.hits):
                work.hits[state[0]] = (state[2], row, distance)
            state[0] += 1
    state[1] = 0
    return True


@compiled(types.boolean(_STORE, _PROBES, frozen(types.uint64, 1), _WORK, array(types.int64, 1)))
def _scan(store: Any, probes: Any, query: Any, work: Any, state: Any) -> Any:
    """Compare signatures in every opened bucket. state: hits, candidates, query number, radius."""
    rows = len(store.values)
    width = len(store.numbers) // max(1, len(store.signatures) - LANES - rows)
    count = state[1]
    for band in range(len(probes.bands)):
        row, base = probes.bands[band], band * rows
        own = np.uint16(bits(query, row[START] + row[COARSE], SIGNATURE))
        low, limit, chain = np.uint16(row[LOW_MASK]), row[LIMIT], row[CHAIN]
        for flip in range(row[FIRST], row[LAST]):
            used = np.int64(probes.flips[flip] >> DISTANCE_SHIFT)
            limits = (low, np.uint16(limit - used), np.uint16(chain - used))
            start, end = base + np.int64(work.spans[flip, 0]), base + np.int64(work.spans[flip, 1])
            # Whole cache lines, so that no line is touched that holds nothing of the bucket.
            for block in range(start & -LANES, end, LANES):
                near = near_mask(store.signatures, block, own, limits)
                if block < start:
                    near &= np.uint32(0xFFFFFFFF << (start - block))
                if end - block < LANES:
                    near &= np.uint32((1 << (end - block)) - 1)
                while near:
                    found = block + lowest(near) - base
                    prefetch(store.numbers, ((band - 1) * rows + found) * width)
                    work.candidates[count] = band << BAND_SHIFT | found
                    near &= near - np.uint32(1)
                    count += 1
                if count > len(work.candidates) - LANES:
                    state[1] = count
                    if not _verify(store, probes, query, work, state):
                        return False
                    count = 0
    state[1] = count
    return True


@compiled(types.int64(_STORE, _PROBES, frozen(types.uint64, 2), _WORK, types.int64))
def search(store: Any, probes: Any, queries: Any, work: Any, radius: Any) -> Any:
    """Find every row within `radius` of each query, each once.

    Returns: how many hits there are, which may be more than there is room for (then ask again with more
    room); DAMAGED if the section's numbers point outside it.
    """
    state = np.zeros(4, np.int64)
    state[3] = radius
    for number in range(len(queries)):
        query = queries[number]
        state[2] = number
        if not _open(store, probes, query, work.spans) or not _scan(store, probes, query, work, state):
            return DAMAGED
        if not _verify(store, probes, query, work, state):
            return DAMAGED
    return state[0]
