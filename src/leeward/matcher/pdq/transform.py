"""From pixels to PDQ's 64 x 64 samples, its 16 x 16 coefficients, its 256 bits and its quality."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.pdq.operators import SIDE, Axis, axis
from leeward.model.pictures import Plane

KEPT = 16  # frequencies kept along each axis, from 1; frequency 0 is left out
LUMA_EXACT = (0.299, 0.587, 0.114)  # of red, green, blue. Source: pdqhashing.cpp
LUMA = np.array(LUMA_EXACT, dtype=np.float32)
COLUMN_GROUP = 8

Reals = NDArray[np.float32]

_ORDER = np.arange(1, KEPT + 1)[:, None]
_FACTOR = np.float64(np.float32(np.sqrt(2 / SIDE)))  # the reference rounds it before it multiplies
DCT: Reals = (_FACTOR * np.cos(np.pi / 2 / SIDE * _ORDER * (2 * np.arange(SIDE) + 1))).astype(np.float32)


def buffers(plane: Plane) -> list[Reals]:
    """The picture filtered and decimated to 64 x 64: the best reading, and a coarse one if scaled.

    plane.values may be luma (rows, columns) or RGB (rows, columns, 3); luma is linear, so it is taken
    after the rows are reduced, when there is little left to weigh.
    """
    channels = plane.values.shape[2] if plane.values.ndim == 3 else 1
    rows = axis(plane.height, plane.scale, _row_group(plane.values.shape[0]))
    columns = axis(plane.width, plane.scale, COLUMN_GROUP)
    reduced = _reduce_rows(plane.values.reshape(plane.values.shape[0], -1), rows)
    done = _reduce_columns(reduced, columns.starts, _weights(plane.width, plane.scale, channels), channels)
    parts = done.reshape(
        len(columns.starts), len(rows.starts), rows.readings, -1, rows.readings, COLUMN_GROUP
    )
    return [parts[:, :, r, :, r].transpose(1, 2, 0, 3).reshape(SIDE, SIDE) for r in range(rows.readings)]


def _row_group(rows: int) -> int:
    """Outputs a pass: few passes for small pictures, small passes (in the cache) for large ones."""
    return 4 if rows <= 512 else 2 if rows <= 1024 else 1


def _reduce_rows(values: NDArray[np.uint8], rows: Axis) -> Reals:
    """(64 x readings, values in a row), group by group. Only one group's rows are ever held as floats."""
    groups, outputs, width = rows.weights.shape
    scratch = np.empty((width, values.shape[1]), dtype=np.float32)
    found = np.empty((groups, outputs, values.shape[1]), dtype=np.float32)
    for i, start in enumerate(rows.starts):
        np.copyto(scratch, values[start : start + width])
        np.matmul(rows.weights[i], scratch, out=found[i])
    return found.reshape(groups * outputs, -1)


def _reduce_columns(reduced: Reals, starts: tuple[int, ...], weights: Reals, channels: int) -> Reals:
    """(groups, 64 x readings, outputs): every row with the columns' weights of every reading."""
    found = np.empty((len(starts), reduced.shape[0], weights.shape[2]), dtype=np.float32)
    for i, start in enumerate(starts):
        piece = reduced[:, start * channels : start * channels + weights.shape[1]]
        np.matmul(piece, weights[i], out=found[i])
    return found


@lru_cache(maxsize=512)
def _weights(length: int, scale: int, channels: int) -> Reals:
    """The columns' weights for interleaved channels: (groups, values, outputs)."""
    columns = axis(length, scale, COLUMN_GROUP).weights
    channel = LUMA if channels == 3 else np.ones(1, dtype=np.float32)
    weighed = columns.transpose(0, 2, 1)[:, :, None, :] * channel[:, None]
    return np.asarray(weighed.reshape(columns.shape[0], -1, columns.shape[1]))


def coefficients(buffer: Reals) -> Reals:
    """The lowest 16 x 16 frequencies after the zeroth."""
    return np.asarray(DCT @ buffer @ DCT.T)


def median(values: Reals) -> np.float32:
    """The lower of the two middle coefficients, as the reference takes it."""
    return np.float32(np.partition(values, 127, axis=None)[127])


def bits(values: Reals) -> bytes:
    """32 bytes: one bit a coefficient, set above the median, the last coefficient first."""
    return np.packbits((values > median(values)).ravel()[::-1]).tobytes()


def quality(buffer: Reals) -> int:
    """0 (flat) to 100: how much happens between neighbouring samples.

    Source: facebook/ThreatExchange pdqhashing.cpp, pdqImageDomainQualityMetric.
    """
    total = 0
    for steps in (buffer[:-1] - buffer[1:], buffer[:, :-1] - buffer[:, 1:]):
        total += int(np.abs(np.trunc(steps * np.float32(100) / np.float32(255))).sum())
    return min(100, total // 90)
