"""A surge is seen soon, what the week always does is none, and what nobody knows raises nothing."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.surges import OURS, Detected, drawn, measure
from leeward.policy.rules import Watched
from leeward.policy.watch.surge import (
    CALM,
    FEWEST,
    LIMIT,
    SEEN,
    WEEK,
    WEEKS,
    Reading,
    State,
    dispersion,
    ewma,
    limit_after,
    read,
    score,
    step,
    usual_at,
)

HISTORY = WEEKS * WEEK + CALM + SEEN
SERIES = [[int(one) for one in series] for level in (5, 20) for series in drawn(3, level, level)]


def _read(counts: Sequence[int | None], running: int = 0) -> Reading:
    return read(counts, running, Watched.POSTS)


@pytest.fixture(scope="module")
def measured() -> dict[str, Detected]:
    return {one.name: one for one in measure(4, peers=1)}


def test_surges_are_seen_and_soon(measured: dict[str, Detected]) -> None:
    ours = measured[OURS]
    shares = [one.share for one in ours.found]
    assert shares[0] >= 0.9
    assert min(shares[1:]) >= 0.95
    assert [one.delay <= most for one, most in zip(ours.found, (8, 4, 2), strict=True)] == [True] * 3


def test_there_is_about_one_false_alarm_in_fourteen_days(measured: dict[str, Detected]) -> None:
    assert 0.3 < measured[OURS].false_alarms < 1.6


def test_it_beats_comparing_with_the_last_day(measured: dict[str, Detected]) -> None:
    ours, theirs = measured[OURS], measured["Poisson against the last 24 hours' mean"]
    assert all(one.share > other.share for one, other in zip(ours.found, theirs.found, strict=True))


@pytest.mark.parametrize("series", SERIES)
def test_a_calm_week_is_quiet_nearly_always(series: list[int]) -> None:
    ends = range(9 * WEEK, 10 * WEEK, 8)
    states = [_read(series[max(0, end - HISTORY) : end]).state for end in ends]
    assert states.count(State.SURGE) <= 1
    assert State.LEARNING not in states


@pytest.mark.parametrize("series", SERIES)
def test_ten_times_the_usual_is_seen_before_the_hour_is_over(series: list[int]) -> None:
    counts = series[: 9 * WEEK + 12]
    usual = _read(counts).usual
    assert _read(counts, running=int(10 * usual) + 30).state is State.SURGE


@settings(max_examples=30)
@given(st.integers(0, 500), st.integers(0, 500))
def test_what_comes_later_in_an_hour_never_ends_a_surge(first: int, more: int) -> None:
    counts = SERIES[0][: 9 * WEEK]
    sooner, later = _read(counts, first), _read(counts, first + more)
    assert later.level >= sooner.level
    assert not (sooner.state is State.SURGE and later.state is not State.SURGE)


@given(st.lists(st.none() | st.integers(0, 10**6), max_size=400), st.integers(0, 10**6))
def test_any_counts_give_an_answer(counts: list[int | None], running: int) -> None:
    told = _read(counts, running)
    assert (told.state is State.LEARNING) == (sum(one is not None for one in counts) < 24)
    assert told.state is not State.SURGE or told.level > told.limit >= LIMIT


def test_what_nobody_counted_raises_nothing() -> None:
    assert _read([], 10**6).state is State.LEARNING
    assert _read([None] * HISTORY, 10**6).state is State.LEARNING
    assert _read([5] * 23, 10**6).state is State.LEARNING


def test_an_hour_without_counts_is_not_an_hour_without_posts() -> None:
    """Leeward was down for a day, each week before: its emptiness does not make the next day wild."""
    counts: list[int | None] = [*SERIES[3][: 9 * WEEK + 12]]
    whole = _read(counts, 0)
    holes = [None if place % WEEK < 24 else one for place, one in enumerate(counts[: 9 * WEEK])]
    assert _read([*holes, *counts[9 * WEEK :]], 0).state is whole.state


def test_before_two_weeks_it_compares_with_the_last_day_and_widely() -> None:
    days = SERIES[3][:240]
    states = [_read(days[:end]) for end in range(48, 240, 4)]
    assert all(one.is_cold for one in states)
    assert State.SURGE not in {one.state for one in states}
    wild = [*days, *[12 * max(days)] * 3]
    assert _read(wild).state is State.SURGE


def test_a_surge_of_last_week_does_not_hide_one_of_this_week() -> None:
    series = SERIES[4][: 10 * WEEK]
    begin = 9 * WEEK + 60
    series[begin - WEEK : begin - WEEK + 12] = [
        6 * one + 5 for one in series[begin - WEEK : begin - WEEK + 12]
    ]
    series[begin : begin + 6] = [6 * one + 20 for one in series[begin : begin + 6]]
    assert _read(series[: begin + 6]).state is State.SURGE


@pytest.mark.parametrize("watched", Watched)
def test_a_handful_is_never_a_surge(watched: Watched) -> None:
    counts = [0] * 9 * WEEK
    fewest = FEWEST[watched]
    assert read(counts, fewest - 1, watched).state is State.QUIET
    assert read(counts, fewest, watched).state is State.SURGE


def test_a_server_without_a_past_is_measured_against_nothing() -> None:
    assert _read([0] * 9 * WEEK, 30).state is State.SURGE
    assert _read([0] * 9 * WEEK, 30).usual == 0


def test_the_dispersion_is_found_again_and_a_past_surge_left_out() -> None:
    dice = np.random.default_rng(7)
    calm = [int(one) for one in dice.poisson(40 * dice.gamma(1 / 0.2, 0.2, WEEKS * WEEK))]
    assert 0.12 < dispersion(calm) < 0.28
    wild = [*calm]
    wild[500:512] = [20 * one for one in wild[500:512]]
    assert dispersion(wild) < 2 * dispersion(calm)
    assert dispersion([int(one) for one in dice.poisson(40, WEEKS * WEEK)]) < 0.03
    assert dispersion([]) == 0.02


def test_what_is_usual_is_of_the_same_hour_of_the_week() -> None:
    counts = [100 if place % WEEK in {40, 41, 42} else 1 for place in range(4 * WEEK)]
    busy, calm = usual_at(counts, 3 * WEEK + 41, 0.1), usual_at(counts, 3 * WEEK + 100, 0.1)
    assert busy is not None
    assert calm is not None
    assert (busy.mean, calm.mean) == (100, 1)
    assert usual_at(counts, 41, 0.1) is None
    assert score(100, busy) == 0
    assert score(10**9, calm) == 7


def test_a_mean_follows_its_newest_values() -> None:
    assert ewma([]) == []
    assert ewma([1.0] * 100)[-1] == pytest.approx(1)
    assert [step(0, 1)] == ewma([1.0]) == [0.3]


@given(st.lists(st.floats(-2, 7), max_size=400))
def test_the_limit_never_gets_narrow_and_never_without_end(levels: list[float]) -> None:
    assert LIMIT <= limit_after(levels) <= 4 * LIMIT


def test_restless_days_widen_the_limit_and_a_surge_of_the_past_does_not() -> None:
    dice = np.random.default_rng(3)
    calm = [float(one) for one in dice.normal(0, 0.4, 2 * WEEK)]
    restless = [2.5 * one for one in calm]
    surged = [*calm[:-24], *[6.0] * 24]
    assert limit_after(calm) == LIMIT
    assert limit_after(restless) > 1.5 * LIMIT
    assert limit_after(surged) < 1.2 * LIMIT
    assert limit_after(restless[: WEEK - 1]) == LIMIT
