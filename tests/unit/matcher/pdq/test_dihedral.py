import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leeward.matcher.pdq.dihedral import DIHEDRAL, turned, turned_hashes, upright
from leeward.matcher.pdq.transform import Reals, bits, coefficients
from leeward.model.signals import View

COEFFICIENTS = arrays(np.float32, (16, 16), elements=st.floats(-500, 500, width=32))
BUFFER = np.random.default_rng(5).normal(128, 40, (64, 64)).astype(np.float32)
SEEN = {
    View.ROTATED_90: np.rot90(BUFFER),
    View.ROTATED_180: np.rot90(BUFFER, 2),
    View.ROTATED_270: np.rot90(BUFFER, 3),
    View.FLIPPED_X: np.flipud(BUFFER),
    View.FLIPPED_Y: np.fliplr(BUFFER),
    View.FLIPPED_PLUS_1: BUFFER.T,
    View.FLIPPED_MINUS_1: np.rot90(BUFFER, 2).T,
}
# What a viewer does with the stored samples. Source: Exif 2.32, tag 0x0112.
SHOWN = {
    1: BUFFER,
    2: np.fliplr(BUFFER),
    3: np.rot90(BUFFER, 2),
    4: np.flipud(BUFFER),
    5: BUFFER.T,
    6: np.rot90(BUFFER, 3),
    7: np.rot90(BUFFER, 2).T,
    8: np.rot90(BUFFER),
}


@pytest.mark.parametrize("view", DIHEDRAL)
def test_turning_coefficients_is_turning_the_picture(view: View) -> None:
    np.testing.assert_allclose(
        turned(coefficients(BUFFER), view), coefficients(np.ascontiguousarray(SEEN[view])), atol=1e-2
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_is_what_a_viewer_shows(orientation: int) -> None:
    shown = bits(coefficients(np.ascontiguousarray(SHOWN[orientation])))
    ours = upright(coefficients(BUFFER), orientation)
    assert (int.from_bytes(ours, "big") ^ int.from_bytes(shown, "big")).bit_count() <= 2


@given(COEFFICIENTS)
def test_mirroring_twice_changes_nothing(values: Reals) -> None:
    for view in (View.FLIPPED_X, View.FLIPPED_Y, View.FLIPPED_PLUS_1, View.FLIPPED_MINUS_1, View.ROTATED_180):
        np.testing.assert_array_equal(turned(turned(values, view), view), values)


@given(COEFFICIENTS)
def test_a_quarter_turn_and_back_changes_nothing(values: Reals) -> None:
    there = turned(values, View.ROTATED_90)
    np.testing.assert_array_equal(turned(there, View.ROTATED_270), values)


@given(COEFFICIENTS)
def test_all_seven_views_have_their_own_hash(values: Reals) -> None:
    assert list(turned_hashes(values)) == list(DIHEDRAL)


def test_views_that_turn_nothing_keep_the_coefficients() -> None:
    values = coefficients(BUFFER)
    assert turned(values, View.ON_WHITE) is values
