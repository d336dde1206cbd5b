"""PDQ to the reference's last rounding, for drawings whose bits are made of nothing else.

Stripes, ramps and mirrored drawings have coefficients that are all but equal: whether each is above
the median is decided by the order in which the reference adds its 32-bit floats. This keeps that order.
It costs what the reference costs, and photographs never need it.
Source: facebook/ThreatExchange pdq/cpp, downscaling.cpp (box1DFloat) and pdqhashing.cpp (dct64To16).
"""

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.pdq.operators import SIDE
from leeward.matcher.pdq.transform import DCT, KEPT, LUMA_EXACT, Reals
from leeward.model.pictures import Pixels


def buffer(pixels: Pixels) -> Reals:
    """The 64 x 64 samples of an RGB or luma picture, as the reference rounds them."""
    luma = _luma(pixels)
    rows, columns = (((np.arange(SIDE) + 0.5) * n / SIDE).astype(np.intp) for n in luma.shape)
    if luma.shape == (SIDE, SIDE):
        return luma
    luma = _boxed(_turned(luma), np.arange(luma.shape[1]))
    luma = _boxed(_turned(luma), np.arange(luma.shape[1]))
    luma = _boxed(_turned(luma), columns)
    return _boxed(_turned(luma), rows)


def coefficients(samples: Reals) -> Reals:
    """The 16 x 16 coefficients, each sum taken from first to last."""
    half = np.zeros((KEPT, SIDE), dtype=np.float32)
    for k in range(SIDE):
        half += DCT[:, k, None] * samples[k]
    whole = np.zeros((KEPT, KEPT), dtype=np.float32)
    for k in range(SIDE):
        whole += half[:, k, None] * DCT[:, k]
    return whole


def _luma(pixels: Pixels) -> Reals:
    """Weighed in 64 bits and then rounded, row by row: a large picture in 64 bits would be too large."""
    out = np.empty(pixels.shape[:2], dtype=np.float32)
    for row, values in zip(out, pixels, strict=True):
        red, green, blue = values.T if pixels.ndim == 3 else (values, values, values)
        row[:] = red * LUMA_EXACT[0] + green * LUMA_EXACT[1] + blue * LUMA_EXACT[2]
    return out


def _turned(values: Reals) -> Reals:
    return np.ascontiguousarray(values.T)


def _boxed(values: Reals, kept: NDArray[np.intp]) -> Reals:
    """Running means down each column, at the kept rows: one row in, one row out, as the reference adds."""
    length = len(values)
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    ahead = (window + 2) // 2
    out = np.empty((len(kept), values.shape[1]), dtype=np.float32)
    total = np.zeros(values.shape[1], dtype=np.float32)
    wanted, added, taken = 0, 0, 0
    for row in range(int(kept[-1]) + 1):
        low, high = max(row + ahead - window, 0), min(row + ahead, length)
        for values_in in values[added:high]:
            total += values_in
        for values_out in values[taken:low]:
            total -= values_out
        added, taken = high, low
        while wanted < len(kept) and kept[wanted] == row:
            np.divide(total, np.float32(high - low), out=out[wanted])
            wanted += 1
    return out
