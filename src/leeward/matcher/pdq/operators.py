"""PDQ's filters, decimation and scaled decoding along one axis, as narrow bands of weights.

The reference blurs a picture with two box filters an axis and keeps 64 x 64 samples. Both steps are
linear and separable, so `buffer64 = R . luma . C^T`. R and C depend on the size only, and each of their
rows touches about 1/64 of the axis. A JPEG decoded at 1/2, 1/4 or 1/8 keeps the lowest coefficients of
each 8 x 8 block, which is linear too: the operator is built for the original size and then folded onto
the samples that were decoded.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SIDE = 64  # samples along each axis after decimation
BLOCK = 8  # samples along each axis of a JPEG block
SMOOTHNESS = 0.98  # correlation of neighbouring samples in photographs; 0.9 to 0.995 measure alike
DECODER_NOISE = 1e-4  # variance of the decoder's rounding against the picture's own

Weights = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the operator, cut into groups of outputs that read neighbouring samples.

    starts: first sample each group reads. weights: (groups, rows, samples) float32, where rows are
    the group's outputs, followed by the same outputs of the coarse reading if there is one.
    readings: 1 or 2.
    """

    starts: tuple[int, ...]
    weights: Weights
    readings: int


@lru_cache(maxsize=512)
def axis(length: int, scale: int, group: int) -> Axis:
    """The operator along `length` original samples, for samples decoded at 1/scale.

    At scales above 1 there are two readings of the same samples: the best one, and a coarse one that
    takes each sample for a flat patch. Where the two differ, the picture has detail that the scaled
    decode cannot show.
    Args: group: outputs computed together; divides 64.
    """
    first, taps = _windows(length)
    if scale == 1:
        return _grouped([(first, taps)], length, group)
    best = _folded(first, taps, _guess(scale))
    coarse = _folded(first, taps, _flat(scale))
    return _grouped([best, coarse], -(-length // scale), group)


def _windows(length: int) -> tuple[NDArray[np.intp], Floats]:
    """Each output's first sample and its weights: a box of boxes, truncated at the ends.

    Source: facebook/ThreatExchange pdq/cpp/downscaling/downscaling.cpp (box1DFloat, decimateFloat).
    """
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    ahead = (window + 2) // 2
    centres = ((np.arange(SIDE) + 0.5) * length / SIDE).astype(np.intp)
    every = np.arange(length)
    low, high = np.maximum(every + ahead - window, 0), np.minimum(every + ahead, length)
    inner = low[centres][:, None] + np.arange(window)
    used = inner < high[centres][:, None]
    inner = np.where(used, inner, 0)
    share = used / ((high - low)[centres][:, None] * (high - low)[inner])
    first = low[low[centres]]
    width = 2 * window + 1
    rows = np.arange(SIDE)[:, None] * width - first[:, None]
    rises = np.bincount((rows + low[inner])[used], share[used], SIDE * width)
    falls = np.bincount((rows + high[inner])[used], share[used], SIDE * width)
    taps = np.cumsum((rises - falls).reshape(SIDE, width), axis=1)
    return first, np.where(taps > 1e-12, taps, 0.0)


def _folded(first: NDArray[np.intp], taps: Floats, kernel: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Weights over decoded samples. kernel: (8, 3 m), a block's samples from its own and its neighbours'."""
    m = kernel.shape[1] // 3
    blocks = (taps.shape[1] + BLOCK - 2) // BLOCK + 1
    spread = np.zeros((SIDE, blocks * BLOCK))
    columns = (first % BLOCK)[:, None] + np.arange(taps.shape[1])
    np.put_along_axis(spread, columns, taps, axis=1)
    parts = spread.reshape(SIDE, blocks, BLOCK) @ kernel
    out = np.zeros((SIDE, blocks + 2, m))
    for neighbour in range(3):
        out[:, neighbour : neighbour + blocks] += parts[:, :, neighbour * m : (neighbour + 1) * m]
    return (first // BLOCK - 1) * m, out.reshape(SIDE, -1)


@lru_cache(maxsize=4)
def _guess(scale: int) -> Floats:
    """The likeliest full samples of a block, given the scaled samples of it and of both neighbours.

    Linear least squares for a first-order autoregressive picture; rows sum to one, so flat stays flat.
    """
    m = BLOCK // scale
    decode = _dct(m).T @ _dct(BLOCK)[:m] * np.sqrt(m / BLOCK)
    seen = np.kron(np.eye(3), decode)
    place = np.arange(3 * BLOCK)
    alike = SMOOTHNESS ** np.abs(place[:, None] - place)
    known = seen @ alike @ seen.T + DECODER_NOISE * np.eye(3 * m)
    guess = np.linalg.solve(known, seen @ alike)[:, BLOCK : 2 * BLOCK].T
    return np.asarray(guess / guess.sum(axis=1, keepdims=True))


@lru_cache(maxsize=4)
def _flat(scale: int) -> Floats:
    m = BLOCK // scale
    kernel = np.zeros((BLOCK, 3 * m))
    kernel[np.arange(BLOCK), m + np.arange(BLOCK) // scale] = 1.0
    return kernel


def _dct(size: int) -> Floats:
    order, place = np.arange(size)[:, None], np.arange(size)
    matrix = np.sqrt(2 / size) * np.cos(np.pi * (2 * place + 1) * order / (2 * size))
    matrix[0] /= np.sqrt(2)
    return np.asarray(matrix)


def _grouped(readings: list[tuple[NDArray[np.intp], Floats]], samples: int, group: int) -> Axis:
    """Samples beyond an edge are taken for the edge's own: the encoder repeats it, too."""
    places = [np.clip(first[:, None] + np.arange(taps.shape[1]), 0, samples - 1) for first, taps in readings]
    lows = np.minimum.reduce([p[:, 0].reshape(-1, group).min(axis=1) for p in places])
    highs = np.maximum.reduce([p[:, -1].reshape(-1, group).max(axis=1) for p in places])
    width = int((highs - lows).max()) + 1
    starts = np.minimum(lows, samples - width)
    shape = (SIDE // group, len(readings), group, width)
    weights = np.empty(shape, dtype=np.float32)
    rows = np.arange(SIDE)[:, None] * width - np.repeat(starts, group)[:, None]
    for which, (place, (_, taps)) in enumerate(zip(places, readings, strict=True)):
        total = np.bincount((rows + place).ravel(), taps.ravel(), SIDE * width)
        weights[:, which] = total.reshape(SIDE // group, group, width)
    flat = weights.reshape(SIDE // group, len(readings) * group, width)
    return Axis(tuple(int(s) for s in starts), flat, len(readings))
