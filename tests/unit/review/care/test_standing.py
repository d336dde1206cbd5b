"""How somebody is."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.config import Desk
from leeward.review.care.breaks import Card
from leeward.review.care.comfort import Wishes, comfort
from leeward.review.care.standing import Standing, hard_reveal, standing
from leeward.store.desk.care.exposure import ShiftRow, ViewRow

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
COMFORT = comfort(Wishes(), Desk(soft_budget=2, hard_budget=4))


def view(level: int = 4, severity: float = 1.0, ago: float = 0.0, seconds: int = 60) -> ViewRow:
    return ViewRow(1, 1, level, "whole", severity, "child-safety", NOON - timedelta(minutes=ago), seconds)


def at(views: list[ViewRow], shifts: list[ShiftRow] | None = None) -> Standing:
    return standing(views, shifts or [], COMFORT, NOON)


@pytest.mark.parametrize(
    ("number", "share", "is_enough", "is_over"),
    [
        (0, 0, False, False),
        (1, 25, False, False),
        (2, 50, True, False),
        (4, 100, True, True),
        (9, 100, True, True),
    ],
)
def test_the_ring_fills_and_two_limits_are_told_apart(
    number: int, share: int, is_enough: bool, is_over: bool
) -> None:
    found = at([view()] * number)
    assert (found.share, found.is_enough, found.again_at is not None) == (share, is_enough, is_over)


def test_minutes_of_work_are_whole_ones() -> None:
    began = NOON - timedelta(minutes=46, seconds=59)
    found = at([], [ShiftRow("work", began, NOON, None)])
    assert (found.minutes, found.card, found.is_resting) == (46, Card.MINUTES, False)


def test_a_break_that_was_put_off_is_not_proposed() -> None:
    work = ShiftRow("work", NOON - timedelta(minutes=50), NOON, None)
    later = NOON - timedelta(minutes=9)
    assert at([], [work, ShiftRow("later", later, later, later)]).card is Card.NONE


@pytest.mark.parametrize(
    ("views", "is_enough", "ago"),
    [
        ([view(3, 1.0, 5)], False, 5),
        ([view(3, 1.0, 5), view(4, 0.4, 2), view(2, 1.0, 1)], False, 2),
        ([view(3, 0.5, 5)], False, None),
        ([view(3, 0.1, 5)], True, 5),
        ([view(2, 1.0, 5)], True, None),
        ([], False, None),
    ],
    ids=["child safety in grey", "the last one", "less severe", "past the soft budget", "blurred", "nothing"],
)
def test_what_was_hard_is_remembered(views: list[ViewRow], is_enough: bool, ago: float | None) -> None:
    assert hard_reveal(views, is_enough) == (None if ago is None else NOON - timedelta(minutes=ago))
