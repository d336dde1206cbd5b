"""The ladder: each level shows more than the one below; what there is not cannot be wished for."""

from itertools import pairwise

import pytest

from leeward.media.ladder.levels import CAPS, FRAMES, Level, Way, Wish


def test_each_level_may_show_more_pixels_than_the_one_below() -> None:
    sides = [CAPS[level].side for level in Level]
    assert all(less < more for less, more in pairwise(sides))
    assert CAPS[Level.MOSAIC].side == 16


def test_only_the_last_level_has_colours() -> None:
    assert [level for level in Level if not CAPS[level].is_grey] == [Level.COLOUR]


@pytest.mark.parametrize(
    ("x", "y", "frame"), [(-0.1, 0, 0), (0, 1.1, 0), (0, 0, FRAMES), (0, 0, -1), (float("nan"), 0, 0)]
)
def test_a_point_or_frame_outside_cannot_be_wished_for(x: float, y: float, frame: int) -> None:
    with pytest.raises(ValueError, match="there is not"):
        Wish(Level.GREY, Way.WHOLE, x, y, frame)


def test_a_spot_of_a_mosaic_would_show_more_than_the_mosaic() -> None:
    with pytest.raises(ValueError, match="spot"):
        Wish(Level.BLURRED, Way.SPOT)
