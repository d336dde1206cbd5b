"""PDQ to the reference's last rounding, for drawings whose bits are made of nothing else.

Stripes, ramps and mirrored drawings have coefficients that are all but equal: whether each is above
the median is decided by the order in which the reference adds its 32-bit floats. This keeps that order.
It costs what the reference costs, and photographs never need it.
Source: facebook/ThreatExchange pdq/cpp, downscaling.cpp (box1DFloat) and pdqhashing.cpp (dct64To16).
"""

import numpy as np

from leeward.matcher.pdq.operators import SIDE
from leeward.matcher.pdq.transform import DCT, KEPT, LUMA_EXACT, Reals
from leeward.model.pictures import Pixels

_STRIP = 1 << 20  # running sums held at a time


def buffer(pixels: Pixels) -> Reals:
    """The 64 x 64 samples of an RGB or luma picture, as the reference rounds them."""
    luma = _luma(pixels)
    if luma.shape != (SIDE, SIDE):
        for _ in range(2):
            luma = _boxed(luma)
            luma = np.ascontiguousarray(_boxed(np.ascontiguousarray(luma.T)).T)
    rows, columns = (((np.arange(SIDE) + 0.5) * n / SIDE).astype(np.intp) for n in luma.shape)
    return luma[np.ix_(rows, columns)]


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


def _boxed(values: Reals) -> Reals:
    """Running means along each row: one number in, one out, in the reference's order."""
    length = values.shape[1]
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    ahead = (window + 2) // 2
    outputs = np.arange(length)
    grows, slides = window - ahead + 1, length - window
    sums = np.where(outputs < grows, ahead - 1 + outputs, window + 2 * (outputs - grows) + 1)
    sums = np.where(outputs < grows + slides, sums, window + slides + outputs - grows)
    counts = np.minimum(outputs + ahead, length) - np.maximum(outputs + ahead - window, 0)
    out = np.empty_like(values)
    step = max(1, _STRIP // (2 * length))
    for top in range(0, len(values), step):
        strip = values[top : top + step]
        out[top : top + step] = _running(strip, window, ahead)[:, sums] / counts.astype(np.float32)
    return out


def _running(strip: Reals, window: int, ahead: int) -> Reals:
    """Every state of the reference's running sum: adds, then adds and subtracts in turn, then subtracts."""
    length = strip.shape[1]
    slides = length - window
    steps = np.empty((len(strip), window + 2 * slides + ahead - 1), dtype=np.float32)
    steps[:, :window] = strip[:, :window]
    steps[:, window : window + 2 * slides : 2] = strip[:, window:]
    steps[:, window + 1 : window + 2 * slides : 2] = -strip[:, :slides]
    steps[:, window + 2 * slides :] = -strip[:, slides : slides + ahead - 1]
    return np.cumsum(steps, axis=1, dtype=np.float32)
