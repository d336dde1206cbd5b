"""The hashes of a picture's seven mirrored and turned forms, free from its own coefficients.

Mirroring an axis changes the sign of its odd frequencies; turning by 90 degrees also transposes.
"""

import numpy as np

from leeward.matcher.pdq.transform import KEPT, Reals, bits
from leeward.model.signals import View

_ODD: Reals = np.where(np.arange(1, KEPT + 1) % 2 == 1, np.float32(-1), np.float32(1))
_ACROSS = _ODD[None, :]  # mirrors left and right
_DOWN = _ODD[:, None]  # mirrors top and bottom

# EXIF orientation -> the view a viewer then sees. Source: Exif 2.32, tag 0x0112.
_TURNS = {
    2: View.FLIPPED_Y,
    3: View.ROTATED_180,
    4: View.FLIPPED_X,
    5: View.FLIPPED_PLUS_1,
    6: View.ROTATED_270,
    7: View.FLIPPED_MINUS_1,
    8: View.ROTATED_90,
}


def turned(values: Reals, view: View) -> Reals:
    """The coefficients of the picture in that view; unchanged for views that turn nothing.

    The reference's names: flipped-x turns the picture upside down, flipped-y swaps left and right,
    rotated-90 turns counter-clockwise.
    Source: facebook/ThreatExchange pdqhashing.cpp, dct16OriginalTo...
    """
    match view:
        case View.ROTATED_90:
            return (values * _ACROSS).T
        case View.ROTATED_180:
            return values * _ACROSS * _DOWN
        case View.ROTATED_270:
            return (values * _DOWN).T
        case View.FLIPPED_X:
            return values * _DOWN
        case View.FLIPPED_Y:
            return values * _ACROSS
        case View.FLIPPED_PLUS_1:
            return values.T
        case View.FLIPPED_MINUS_1:
            return (values * _ACROSS * _DOWN).T
    return values


DIHEDRAL = (
    View.ROTATED_90,
    View.ROTATED_180,
    View.ROTATED_270,
    View.FLIPPED_X,
    View.FLIPPED_Y,
    View.FLIPPED_PLUS_1,
    View.FLIPPED_MINUS_1,
)


def turned_hashes(values: Reals) -> dict[View, bytes]:
    """All seven turned hashes, 32 bytes each, by the view they belong to."""
    return {view: bits(turned(values, view)) for view in DIHEDRAL}


def upright(values: Reals, orientation: int) -> bytes:
    """The hash of the picture as a viewer that obeys EXIF orientation 1 to 8 shows it."""
    return bits(turned(values, _TURNS.get(orientation, View.STORED)))
