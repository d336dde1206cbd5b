"""Shares say how sure one can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.past.shares import Share


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # the example of Agresti and Coull, and of every table since
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_the_bounds_are_those_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).bounds == pytest.approx((low, high), abs=0.0002)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_between_its_bounds_which_close_in(told: tuple[int, int]) -> None:
    hits, of = told
    low, high = Share(hits, of).bounds
    assert 0 <= low <= hits / of <= high <= 1
    nearer, further = Share(10 * hits, 10 * of).bounds
    assert further - nearer < high - low


def test_nothing_judged_is_said_so_and_not_rounded_to_perfect() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).bounds == (0.0, 1.0)
    assert str(Share(0, 0)) == "nobody judged any"
    assert str(Share(9, 10)) == "9 of 10: 90% (95 %: 60% to 98%)"
