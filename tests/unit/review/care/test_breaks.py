"""Breaks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.review.care.breaks import (
    Card,
    Kind,
    Shift,
    Step,
    due,
    is_resting,
    proposed,
    streak,
    stretches,
    working_since,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def work(start: float, end: float, *, is_open: bool = False) -> Shift:
    return Shift(Kind.WORK, at(start), at(end), None if is_open else at(end))


def rest(start: float, end: float) -> Shift:
    return Shift(Kind.BREAK, at(start), at(end), at(end))


def spans(shifts: Sequence[Shift]) -> list[tuple[float, float, bool]]:
    def minutes(moment: datetime) -> float:
        return (moment - NOON).total_seconds() / 60

    return [(minutes(one.began), minutes(one.ended), one.is_rested) for one in stretches(shifts)]


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ([work(0, 30)], [(0, 30, False)]),
        ([work(0, 30), work(39, 50)], [(0, 50, False)]),
        ([work(0, 30), work(40, 50)], [(0, 30, False), (40, 50, False)]),
        ([work(0, 30), rest(30, 35), work(35, 50)], [(0, 30, True), (35, 50, False)]),
        ([work(0, 30), rest(30, 30.5), work(30.5, 50)], [(0, 50, False)]),
        ([rest(0, 5), work(5, 9)], [(5, 9, False)]),
        ([work(0, 30), Shift(Kind.LATER, at(20), at(20), at(20))], [(0, 30, False)]),
    ],
    ids=["one", "a short pause", "a long pause", "a break", "too short a break", "a break first", "put off"],
)
def test_work_is_cut_into_stretches_by_breaks_and_long_pauses(
    shifts: list[Shift], expected: list[tuple[float, float, bool]]
) -> None:
    assert spans(shifts) == expected
    assert spans([*reversed(shifts)]) == expected


@pytest.mark.parametrize(
    ("shifts", "now", "minutes"),
    [
        ([], 0, 0),
        ([work(0, 44, is_open=True)], 45, 45),
        ([work(0, 30), work(31, 44, is_open=True)], 45, 45),
        ([work(0, 30)], 60, 0),
        ([work(0, 30), rest(30, 35), work(35, 44, is_open=True)], 45, 10),
        ([work(0, 30), Shift(Kind.BREAK, at(30), at(30))], 45, 0),
        ([work(0, 30), rest(30, 35)], 35, 0),
    ],
    ids=["nothing", "work", "two of it", "went away", "after a break", "in a break", "just back"],
)
def test_how_long_somebody_has_worked(shifts: list[Shift], now: float, minutes: float) -> None:
    assert at(now) - working_since(shifts, at(now)) == timedelta(minutes=minutes)


def test_a_break_lasts_until_it_is_ended() -> None:
    assert is_resting([work(0, 30), Shift(Kind.BREAK, at(30), at(30))])
    assert not is_resting([work(0, 30), rest(30, 31), work(31, 40, is_open=True)])


def shown(*levels: int, queue: str = "child-safety", start: float = 0.0) -> list[Step]:
    return [Step(queue, level, at(start + place)) for place, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("steps", "number"),
    [
        (shown(3, 3, 4, 3, 4), 5),
        (shown(1, 2, 3, 1, 2, 3), 2),
        (shown(3, 3) + shown(4, queue="held", start=5), 0),
        (shown(3, 3) + shown(1, queue="held", start=5) + shown(3, start=9), 1),
        (shown(4, 4, 4, queue="held"), 0),
        ([], 0),
    ],
    ids=["in a row", "steps between", "another queue", "and again", "only others", "nothing"],
)
def test_hard_pictures_in_a_row_are_counted_in_one_queue(steps: list[Step], number: int) -> None:
    assert streak(steps, NOON) == number


def test_what_was_shown_before_the_last_break_is_not_counted() -> None:
    assert streak(shown(3, 3, 3, 3), at(2)) == 2


@pytest.mark.parametrize(
    ("minutes", "number", "put_off", "card"),
    [
        (44, 0, None, Card.NONE),
        (45, 0, None, Card.MINUTES),
        (3, 4, None, Card.NONE),
        (3, 5, None, Card.STREAK),
        (60, 5, None, Card.STREAK),
        (60, 5, 9.9, Card.NONE),
        (60, 5, 10, Card.STREAK),
    ],
)
def test_a_break_is_proposed_for_time_or_for_hard_pictures(
    minutes: float, number: int, put_off: float | None, card: Card
) -> None:
    since = None if put_off is None else timedelta(minutes=put_off)
    assert due(timedelta(minutes=minutes), number, 45, since) is card


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ([work(0, 44), rest(44, 50)], (0, 0)),
        ([work(0, 50), rest(50, 55)], (1, 1)),
        ([work(0, 61), rest(61, 70)], (1, 0)),
        ([work(0, 50)], (1, 0)),
    ],
    ids=["before it was due", "in time", "late", "not at all"],
)
def test_breaks_that_were_taken_are_counted_among_those_proposed(
    shifts: list[Shift], expected: tuple[int, int]
) -> None:
    assert proposed(shifts, 45) == expected


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 90), st.sampled_from(Kind)), max_size=12))
def test_stretches_follow_each_other_and_never_more_breaks_are_taken_than_proposed(
    drawn: list[tuple[int, int, Kind]],
) -> None:
    shifts = [Shift(kind, at(start), at(start + length), at(start + length)) for start, length, kind in drawn]
    found = stretches(shifts)
    assert all(one.began <= one.ended for one in found)
    assert sorted(found, key=lambda one: one.began) == found
    number, taken = proposed(shifts, 45)
    assert 0 <= taken <= number <= len(found)
