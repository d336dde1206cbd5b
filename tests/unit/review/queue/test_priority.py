"""The index is the formula of the plan, and in a lane age changes no order."""

from datetime import UTC, datetime, timedelta
from math import isclose, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.review.queue.priority import (
    HALF_LIFE,
    SEVERITY,
    UNKNOWN,
    Band,
    Chance,
    Known,
    Lane,
    Signs,
    Source,
    band_of,
    chance,
    height,
    lane_of,
    median,
    patience,
    place,
    with_age,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

KNOWN = st.builds(
    Known,
    band=st.sampled_from(Band),
    since=st.floats(0, 200).map(lambda hours: NOON - hours * HOUR),
    chance=st.floats(0.01, 1).map(lambda p: Chance(p, Source.LOOKS_LIKE)),
    followers=st.none() | st.integers(0, 10**9),
    is_held=st.booleans(),
    minutes=st.floats(0.1, 60),
)


def _formula(known: Known, now: datetime) -> float:
    """As it is written in the plan, number by number."""
    half_life = 1 if known.band in {Band.CHILD_SAFETY, Band.THREAT} else 6 if known.is_held else 12
    reach = 3.0 if known.followers is None else log2(1 + known.followers)
    held = 0.3 if known.is_held else 1.0
    age = (now - known.since).total_seconds() / 3600
    severity = {"child-safety": 100, "threat": 50, "intimate": 40, "hate": 10, "other": 2}[known.band]
    return severity * known.chance.p * (1 + log2(1 + reach)) * held * 2 ** (age / half_life) / known.minutes


@given(KNOWN, st.floats(0, 48))
def test_the_height_is_the_logarithm_of_the_formula(known: Known, hours: float) -> None:
    now, found = NOON + hours * HOUR, place(known)
    assert isclose(height(found.rank, found.lane, now), log2(_formula(known, now)), abs_tol=1e-6)


@given(KNOWN, KNOWN, st.floats(0, 1000))
def test_in_a_lane_no_two_cases_ever_change_places(one: Known, other: Known, hours: float) -> None:
    first, second = place(one), place(other)
    if first.lane is second.lane:
        before = _formula(one, NOON) - _formula(other, NOON)
        if abs(log2(_formula(one, NOON)) - log2(_formula(other, NOON))) > 1e-6:
            assert (first.rank > second.rank) is (before > 0)


@given(KNOWN)
def test_a_case_is_overdue_when_its_patience_is_over(known: Known) -> None:
    hours = 4 if known.band is Band.CHILD_SAFETY else 12 if known.is_held else 72
    assert place(known).overdue_at - known.since == hours * HOUR


@given(KNOWN)
def test_the_parts_multiply_to_the_index(known: Known) -> None:
    found = place(known)
    parts = with_age(found.parts, (found.rank, found.lane, known.since), NOON)
    told = {name: float(one) for name, one in parts.items() if isinstance(one, int | float)}
    product = told["severity"] * told["probability"] * (1 + log2(1 + told["reach_per_hour"])) * told["held"]
    product *= 2 ** (told["age_hours"] / told["half_life_hours"]) / told["minutes"]
    assert isclose(told["index"], product, rel_tol=0.02, abs_tol=0.001)
    assert parts["reach_from"] == ("unknown" if known.followers is None else "followers")


def test_an_index_that_has_grown_for_years_is_still_a_number() -> None:
    known = Known(Band.THREAT, NOON - timedelta(days=3000), UNKNOWN, None, False, 3)
    found = place(known)
    assert with_age(found.parts, (found.rank, found.lane, known.since), NOON)["index"] == 2.0**1000


@pytest.mark.parametrize(
    ("signs", "p", "source"),
    [
        (Signs(), 0.25, Source.UNKNOWN),
        (Signs(is_exact=True, bits=31, score=0.0), 0.99, Source.EXACT),
        (Signs(bits=0), 0.95, Source.LOOKS_LIKE),
        (Signs(bits=10), 0.95, Source.LOOKS_LIKE),
        (Signs(bits=11), 0.8, Source.LOOKS_LIKE),
        (Signs(bits=31), 0.3, Source.LOOKS_LIKE),
        (Signs(bits=32), 0.1, Source.LOOKS_LIKE),
        (Signs(score=1.0), 0.5, Source.COMPLAINTS),
        (Signs(score=0.0), 0.047, Source.COMPLAINTS),
        (Signs(score=2.0, has_words=True), 0.953, Source.COMPLAINTS),
        (Signs(score=0.0, has_words=True), 0.3, Source.WORDS),
    ],
)
def test_the_strongest_of_what_speaks_for_a_case_is_its_probability(
    signs: Signs, p: float, source: Source
) -> None:
    found = chance(signs)
    assert (round(found.p, 3), found.source) == (p, source)


@pytest.mark.parametrize(
    ("queue", "band"),
    [
        ("child-safety", Band.CHILD_SAFETY),
        ("ncii", Band.INTIMATE),
        ("threats", Band.THREAT),
        ("unlooked", Band.OTHER),
        ("bridges", Band.HATE),
    ],
)
def test_a_queue_is_in_the_band_of_its_name_or_where_the_operator_puts_it(queue: str, band: Band) -> None:
    assert band_of(queue, {"bridges": "hate"}) is band


def test_what_is_urgent_is_not_slowed_by_being_held() -> None:
    assert lane_of(Band.CHILD_SAFETY, is_held=True) is Lane.URGENT
    assert patience(Band.CHILD_SAFETY, is_held=True) == 4 * HOUR
    assert lane_of(Band.HATE, is_held=True) is Lane.HELD
    assert HALF_LIFE[lane_of(Band.HATE, is_held=False)] == 12 * HOUR
    assert [*SEVERITY.values()] == sorted(SEVERITY.values(), reverse=True)


def test_a_median_of_too_few_says_nothing() -> None:
    assert median([1.0] * 19) is None
    assert median([1.0] * 10 + [3.0] * 10) == 2.0
    assert median([0.0] * 20) == 0.1
