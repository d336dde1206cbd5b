"""Totals count every file once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.look import Look
from leeward.sweep.outcomes import Count, Tally, plain_reason

COUNTS = st.builds(
    Count,
    st.sampled_from(Look),
    st.sampled_from([None, "a", "b"]),
    st.integers(0, 9),
    st.sampled_from([(), ("x",), ("x", "y")]),
)


@given(st.lists(COUNTS))
def test_every_file_is_either_looked_at_or_missed(counts: list[Count]) -> None:
    tally = Tally()
    for count in counts:
        tally.add(count)
    assert tally.files == len(counts)
    assert tally.looked + sum(tally.missed.values()) == len(counts)
    assert tally.matched == sum(bool(count.banks) for count in counts)


@given(st.lists(COUNTS), COUNTS)
def test_what_is_taken_back_was_never_there(counts: list[Count], other: Count) -> None:
    tally, plain = Tally(), Tally()
    for count in counts:
        tally.add(count)
        plain.add(count)
    tally.add(other)
    tally.add(other, times=-1)
    assert (tally.files, tally.size, tally.matched) == (plain.files, plain.size, plain.matched)
    assert tally.missed == plain.missed


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        (None, None),
        ("123 bytes, the limit is 4.5 bytes", "… bytes, the limit is … bytes"),
        ("an MP4 clip of 30 x 20 pixels", "an MP4 clip of … x … pixels"),
        ("x" * 500, "x" * 120),
    ],
)
def test_reasons_group_without_their_numbers(reason: str | None, plain: str | None) -> None:
    assert plain_reason(reason) == plain
