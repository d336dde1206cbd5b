"""The screen: well only when nobody needs to do anything; and what share is unknown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from leeward.canary.screen import Open, Screen, unknown_share
from leeward.model.look import Look
from tests.unit.canary.screens import NOW, well


@pytest.mark.parametrize(
    ("screen", "is_well"),
    [
        (well(), True),
        (replace(well(), problems={"queue": "media wait"}), False),
        (replace(well(), alarms=(Open("queue", "media wait", NOW),)), False),
        (replace(well(), untold={"mail": "no connection"}), False),
    ],
    ids=["well", "problem", "alarm", "nobody hears alarms"],
)
def test_all_is_well_only_when_nobody_needs_to_do_anything(screen: Screen, is_well: bool) -> None:
    assert screen.is_well is is_well


@given(some.dictionaries(some.sampled_from([str(one) for one in Look]), some.integers(1, 1000), min_size=1))
def test_whatever_is_not_looked_at_is_unknown(looks: dict[str, int]) -> None:
    share = unknown_share(looks)
    assert share is not None
    assert 0.0 <= share <= 1.0
    assert (share == 0.0) == (set(looks) == {"looked"})


def test_of_nothing_there_is_no_share() -> None:
    assert unknown_share({}) is None
