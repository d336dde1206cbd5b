"""What may be told of a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.review.care.crowd import is_crowd, total

PARTS = st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 500), max_size=7)


@pytest.mark.parametrize(
    ("people", "is_one"),
    [("", False), ("ab", False), ("abc", True), ("abx", False), ("abcx", True), ("aaab", False)],
)
def test_three_people_besides_the_reader_are_a_crowd(people: str, is_one: bool) -> None:
    assert is_crowd([*people], "x") is is_one


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"a": 10, "b": 12, "c": 11}, 30.0),
        ({"a": 10, "b": 12, "c": 13}, 40.0),
        ({"a": 10, "b": 12}, None),
        ({"a": 10, "b": 12, "x": 11}, None),
        ({"a": 10, "b": 12, "c": 0}, None),
        ({"a": 90, "b": 5, "c": 5}, None),
        ({"a": 80, "b": 10, "c": 10}, 100.0),
        ({"a": 90, "b": 5, "c": 5, "x": 200}, None),
    ],
    ids=[
        "three",
        "rounded",
        "two",
        "two and the reader",
        "an idle third",
        "one of them is most",
        "nearly",
        "hidden",
    ],
)
def test_a_sum_is_told_only_of_a_crowd_in_which_nobody_is_most_of_it(
    parts: dict[str, float], told: float | None
) -> None:
    assert total(parts, "x", 10.0) == told


@given(PARTS, st.sampled_from("abcdefgx"))
def test_nothing_is_ever_told_of_fewer_than_three_others(parts: dict[str, float], reader: str) -> None:
    others = {name for name, part in parts.items() if part > 0 and name != reader}
    if len(others) < 3:
        assert total(parts, reader, 10.0) is None


@given(PARTS, st.sampled_from("abcdefgx"))
def test_what_is_told_is_the_sum_to_the_grain(parts: dict[str, float], reader: str) -> None:
    told = total(parts, reader, 10.0)
    if told is not None:
        assert told % 10 == 0
        assert told == pytest.approx(sum(parts.values()), abs=5.000001)


@given(st.floats(0.1, 500))
def test_who_leaves_a_crowd_of_three_takes_the_sum_along(part: float) -> None:
    """The difference of two weeks then is no number at all."""
    three = {"a": part, "b": part, "c": part}
    assert total(three, "x", 10.0) is not None
    assert total({"a": part, "b": part}, "x", 10.0) is None
