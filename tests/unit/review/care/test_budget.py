"""The exposure budget."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.review.care.budget import FADES_OVER, View, exposure, possible_again

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

VIEWS = st.lists(
    st.builds(
        View,
        severity=st.floats(0, 1),
        level=st.integers(0, 4),
        seconds=st.integers(0, 600),
        at=st.integers(-200_000, 0).map(lambda s: NOON + timedelta(seconds=s)),
    ),
    max_size=30,
)
LATER = st.integers(0, 200_000).map(lambda s: timedelta(seconds=s))


@pytest.mark.parametrize(
    ("level", "seconds", "minutes"),
    [
        (0, 60, 0.0),
        (1, 60, 0.05),
        (2, 60, 0.2),
        (3, 60, 0.6),
        (4, 60, 1.0),
        (4, 0, 0.05),
        (4, 3, 0.05),
        (4, 6, 0.1),
    ],
)
def test_a_view_costs_its_level_times_its_time_and_a_glance_three_seconds(
    level: int, seconds: int, minutes: float
) -> None:
    assert View(1.0, level, seconds, NOON).minutes == pytest.approx(minutes)
    assert View(0.5, level, seconds, NOON).minutes == pytest.approx(minutes / 2)


@pytest.mark.parametrize(
    ("hours", "left"), [(0, 1.0), (6, 0.75), (12, 0.5), (23, 1 / 24), (24, 0.0), (50, 0.0)]
)
def test_a_view_fades_in_a_straight_line_over_a_day(hours: int, left: float) -> None:
    assert exposure([View(1.0, 4, 60, NOON)], NOON + timedelta(hours=hours)) == pytest.approx(left)


@given(VIEWS, st.randoms())
def test_the_order_of_views_makes_no_difference(views: list[View], random: object) -> None:
    shuffled = [*views]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert exposure(shuffled, NOON) == exposure(views, NOON)


@given(VIEWS, VIEWS)
def test_seeing_more_never_counts_less(views: list[View], more: list[View]) -> None:
    assert exposure([*views, *more], NOON) >= exposure(views, NOON) >= 0


@given(VIEWS.filter(bool), st.integers(1, 600), st.integers(0, 4))
def test_longer_or_plainer_never_counts_less(views: list[View], seconds: int, level: int) -> None:
    first = views[0]
    longer = View(first.severity, first.level, first.seconds + seconds, first.at)
    plainer = View(first.severity, max(first.level, level), first.seconds, first.at)
    was = exposure(views, NOON)
    assert exposure([longer, *views[1:]], NOON) >= was
    assert exposure([plainer, *views[1:]], NOON) >= was


@given(VIEWS, LATER, LATER)
def test_it_only_sinks_while_nothing_is_seen_and_is_gone_after_a_day(
    views: list[View], some: timedelta, more: timedelta
) -> None:
    assert exposure(views, NOON + some + more) <= exposure(views, NOON + some)
    assert exposure(views, NOON + FADES_OVER) == 0


@given(VIEWS, st.floats(0.01, 40))
def test_the_time_that_is_told_is_the_first_whole_minute_under_the_limit(
    views: list[View], limit: float
) -> None:
    at = possible_again(views, limit, NOON)
    assert exposure(views, at) < limit
    if at == NOON:
        assert exposure(views, NOON) < limit
    else:
        assert exposure(views, NOON) >= limit
        assert (at.second, at.microsecond) == (0, 0)
        assert exposure(views, at - timedelta(minutes=1, seconds=1)) >= limit - 1e-9
