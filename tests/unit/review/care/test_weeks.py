"""Weeks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.review.care.weeks import week

FRIDAY = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "start"),
    [
        (0, datetime(2026, 4, 27, tzinfo=UTC)),
        (1, datetime(2026, 4, 20, tzinfo=UTC)),
        (-5, datetime(2026, 4, 27, tzinfo=UTC)),
    ],
)
def test_a_week_begins_on_monday_at_midnight(ago: int, start: datetime) -> None:
    found = week(FRIDAY, ago)
    assert (found.start, found.end) == (start, start + timedelta(days=7))
    assert found.ago == max(ago, 0)


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**7))
def test_weeks_follow_each_other_without_a_gap(ago: int, seconds: int) -> None:
    now = FRIDAY + timedelta(seconds=seconds)
    found = week(now, ago)
    assert found.start.weekday() == 0
    assert found.ago >= 0
    assert week(now, 0).start <= now < week(now, 0).end
    assert found.ago == 0 or week(now, found.ago - 1).start == found.end
