"""How far a hash read from a scaled luma decode may lie from the one of the whole picture.

A bit flips when its coefficient's error exceeds its distance to the median. The error's size differs
from picture to picture by a factor of thirty; the difference between two readings of the same scaled
samples (operators.axis) tells it to within a factor of about 1.4. What luma lacks against red, green
and blue clamped to 0..255 is small: a JPEG leaves that range only by its own quantisation noise.
"""

import math

import numpy as np

from leeward.matcher.pdq.transform import Reals, median

NEAR = 1.0  # coefficients closer than this to the median count as crowding it
ERROR_PER_DIFFERENCE = 1.6  # measured: the error's rms over the rms difference of the two readings
LUMA_ERROR = 0.3  # measured: what the reference's clamping of red, green and blue adds, which luma lacks


def crowding(values: Reals) -> int:
    """Coefficients within 1.0 of the median: under 32 is steady, over 64 fragile."""
    return int((np.abs(values - median(values)) < NEAR).sum())


def expected_flips(best: Reals, coarse: Reals) -> float:
    """Bits that a full decode is expected to change, from the two readings' coefficients."""
    difference = best - coarse
    scaling = ERROR_PER_DIFFERENCE * math.sqrt(float(np.vdot(difference, difference)) / difference.size)
    return flips_at(best, math.hypot(scaling, LUMA_ERROR))


def flips_at(values: Reals, error: float) -> float:
    """Bits expected to flip if every coefficient has a normal error of this rms."""
    return float(_tail(np.abs(values - median(values)) / np.float32(error)).sum())


def _tail(z: Reals) -> Reals:
    """P(normal > z), to within 0.00014.

    Source: Bowling et al., "A logistic approximation to the cumulative normal distribution", 2009.
    """
    capped = np.minimum(z, np.float32(8))
    return np.asarray(1 / (1 + np.exp(np.float32(1.5976) * capped + np.float32(0.07056) * capped**3)))
