import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import BadSignal
from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View
from leeward.plugins.signals.pdq import SIGNAL
from leeward.plugins.signals.protocol import PictureSignal


class Painted:
    """A picture of noise, with a view and an orientation."""

    def __init__(self, view: View = View.STORED, orientation: int = 1, frame: int | None = None) -> None:
        self.width, self.height = 120, 90
        self.view, self.orientation, self.frame, self.at_s = view, orientation, frame, None
        self.scales = (1,)

    def luma(self, scale: int) -> Plane:
        raise AssertionError("the hash needs colours")

    def pixels(self) -> Pixels:
        return np.random.default_rng(6).integers(0, 256, (90, 120, 3), dtype=np.uint8)


def test_it_is_a_signal_of_pictures() -> None:
    assert isinstance(SIGNAL, PictureSignal)
    assert (SIGNAL.name, SIGNAL.bits, SIGNAL.threshold) == ("pdq", 256, 31)


def test_an_upright_picture_has_one_signal() -> None:
    (signal,) = SIGNAL.of_picture(Painted(frame=3), dihedral=False)
    assert re.fullmatch(r"[0-9a-f]{64}", signal.value)
    assert (signal.kind, signal.quality, signal.view, signal.frame) == ("pdq", 100, View.STORED, 3)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_picture_is_hashed_as_stored_first_and_then_as_shown(orientation: int) -> None:
    stored, shown = SIGNAL.of_picture(Painted(orientation=orientation), dihedral=False)
    (plain,) = SIGNAL.of_picture(Painted(), dihedral=False)
    assert (stored.view, shown.view) == (View.STORED, View.TURNED)
    assert stored.value == plain.value != shown.value


def test_all_eight_views_can_be_asked_for() -> None:
    views = [signal.view for signal in SIGNAL.of_picture(Painted(), dihedral=True)]
    assert len(set(views)) == len(views) == 8
    assert views[0] is View.STORED


@pytest.mark.parametrize("view", [View.SHOWN, View.ON_BLACK, View.ON_WHITE])
def test_a_rendering_keeps_its_name(view: View) -> None:
    (signal,) = SIGNAL.of_picture(Painted(view), dihedral=False)
    assert signal.view is view


@given(st.text(max_size=80))
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    if re.fullmatch(r"\s*[0-9a-fA-F]{64}\s*", text):
        return
    with pytest.raises(BadSignal) as caught:
        SIGNAL.normalise(text)
    assert caught.value.message == "not a PDQ hash"


@given(st.binary(min_size=32, max_size=32))
def test_any_32_bytes_have_one_way_to_be_written(value: bytes) -> None:
    assert SIGNAL.normalise(f" {value.hex().upper()}\n") == value.hex()
