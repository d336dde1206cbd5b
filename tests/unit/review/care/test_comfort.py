"""Comfort."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.config import Desk
from leeward.model.errors import UsageError
from leeward.review.care.comfort import Keys, Theme, Wishes, comfort, from_form, kept

LEVELS = st.integers(0, 4)
BUDGETS = st.none() | st.floats(0.1, 600)
WISHES = st.builds(Wishes, resting=st.none() | LEVELS, floor=LEVELS, soft=BUDGETS, hard=BUDGETS)


def test_who_wishes_nothing_has_it_as_the_desk_has_it() -> None:
    found = comfort(Wishes(), Desk(resting_level=2, soft_budget=7, hard_budget=9, break_minutes=30))
    assert (found.resting, found.floor, found.soft, found.hard, found.break_minutes) == (2, 4, 7, 9, 30)
    assert (found.theme, found.keys, found.holds) == (Theme.SYSTEM, Keys.PLAIN, True)


@pytest.mark.parametrize(
    ("wish", "desk", "minutes"),
    [(5, 45, 5), (90, 45, 90), (480, 45, 90), (480, 120, 120), (None, 45, 45)],
    ids=["shorter", "longer", "far too long", "as long as the desk's", "none"],
)
def test_a_break_can_come_earlier_and_not_much_later(wish: int | None, desk: int, minutes: int) -> None:
    assert comfort(Wishes(break_minutes=wish), Desk(break_minutes=desk)).break_minutes == minutes


@given(WISHES, LEVELS, st.floats(1, 600), st.floats(1, 600))
def test_no_setting_of_the_desk_shows_anybody_more_than_they_wish(
    wishes: Wishes, resting: int, soft: float, hard: float
) -> None:
    desk = Desk(resting_level=resting, soft_budget=soft, hard_budget=hard)
    found = comfort(wishes, desk)
    assert found.floor == wishes.floor
    assert found.resting <= wishes.floor
    assert found.hard <= min(hard, wishes.hard or hard)
    assert found.soft <= min(found.hard, soft, wishes.soft or soft)


@given(WISHES)
def test_what_is_kept_is_what_was_wished(wishes: Wishes) -> None:
    assert kept(msgspec.json.decode(msgspec.json.encode(wishes))) == wishes


@pytest.mark.parametrize(
    "told", [None, {}, {"floor": 9}, {"theme": "pink"}, [], "x", {"from_another_version": 1}]
)
def test_what_cannot_be_read_is_as_the_desk_has_it(told: object) -> None:
    assert kept(told) == Wishes()


def test_a_form_is_read() -> None:
    told = {
        "resting": "0",
        "floor": "2",
        "holds": "false",
        "speed": "0.5",
        "hard": "",
        "keys": "alt",
        "csrf": "x",
    }
    assert from_form(told) == replace(
        Wishes(), resting=0, floor=2, holds=False, speed=0.5, hard=None, keys=Keys.ALT
    )


@pytest.mark.parametrize(
    "told",
    [
        {"floor": "5"},
        {"floor": "x"},
        {"hard": "-1"},
        {"hard": "nan"},
        {"theme": "pink"},
        {"break_minutes": "1"},
    ],
    ids=str,
)
def test_what_cannot_be_a_setting_is_refused_in_words(told: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="cannot be a setting"):
        from_form(told)
