"""Stops community holds when they go wrong, or come too fast."""

from dataclasses import replace

import pytest

from leeward.policy.community.breaker import Breaker, Pause, WhyPaused
from leeward.policy.community.parameters import DEFAULTS
from tests.unit.policy.community.stories import day

HOUR = 1 / 24


def _reviewed(wrong: str, breaker: Breaker | None = None) -> Breaker:
    """One review a day; x: a wrong hold."""
    found = breaker or Breaker(DEFAULTS)
    for number, letter in enumerate(wrong):
        found.reviewed(day(number), letter == "x")
    return found


@pytest.mark.parametrize("reviews", ["", "xxxxx", "xxxx.", "xxxx......", ".x.x.x.x.", "xxxx......xxxx"])
def test_a_few_wrong_holds_stop_nothing(reviews: str) -> None:
    assert _reviewed(reviews).pause is None


@pytest.mark.parametrize("reviews", ["xxxxxx", "xxxxx.", ".xxxxx", ".x.x.x.x.x", "..........xxxxx"])
def test_five_wrong_of_the_last_ten_stop_all_for_two_days(reviews: str) -> None:
    breaker, last = _reviewed(reviews), day(len(reviews) - 1)
    assert breaker.pause == Pause(last, day(len(reviews) + 1), WhyPaused.WRONG)
    assert breaker.is_open(last)
    assert not breaker.is_open(day(len(reviews) + 1))


def test_more_than_five_holds_in_an_hour_stop_all() -> None:
    breaker = Breaker(DEFAULTS)
    for number in range(5):
        breaker.held(day(number * HOUR / 6))
    assert not breaker.is_open(day(HOUR))
    breaker.held(day(5 * HOUR / 6))
    assert breaker.is_open(day(HOUR))
    assert breaker.pause is not None
    assert breaker.pause.why is WhyPaused.FAST


def test_five_holds_every_hour_stop_nothing() -> None:
    breaker = Breaker(DEFAULTS)
    for number in range(50):
        breaker.held(day(number * HOUR / 5))
    assert breaker.pause is None


def test_a_server_that_is_used_to_more_may_hold_three_times_as_much() -> None:
    breaker = Breaker(replace(DEFAULTS, rate_d=10))  # 240 hours: two may be above the percentile
    for hour in range(0, 30, 2):
        for part in range(4 if hour else 5):  # the busiest hour does not count
            breaker.held(day((hour + part / 8) * HOUR))
    for number in range(12):
        breaker.held(day(3 + number / 60 * HOUR))
    assert not breaker.is_open(day(3.1))
    breaker.held(day(3 + 0.5 * HOUR))
    assert breaker.is_open(day(3.1))


def test_one_busy_hour_is_no_habit_and_a_habit_is_forgotten() -> None:
    breaker = Breaker(DEFAULTS)
    for part in range(5):
        breaker.held(day(part / 60 * HOUR))
    for number in range(6):
        breaker.held(day(1 + number / 60 * HOUR))
    assert breaker.pause is not None
    habit = Breaker(replace(DEFAULTS, rate_d=1))
    for hour in range(24):
        for part in range(4):
            habit.held(day((hour + part / 8) * HOUR))
    for number in range(6):
        habit.held(day(9 + number / 60 * HOUR))
    assert habit.pause is not None


def test_a_person_stops_all_and_lets_it_go_on() -> None:
    breaker = Breaker(DEFAULTS)
    breaker.stop(day(0), day(5))
    assert breaker.is_open(day(4.9))
    breaker.stop(day(1), day(1))
    assert not breaker.is_open(day(1))


def test_a_longer_pause_is_not_cut_short() -> None:
    breaker = Breaker(DEFAULTS)
    breaker.stop(day(0), day(50))
    assert _reviewed("xxxxxx", breaker).pause == Pause(day(0), day(50), WhyPaused.PERSON)
