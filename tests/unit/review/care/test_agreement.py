"""Krippendorff's alpha."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.review.care.agreement import alpha

UNITS = st.lists(st.lists(st.sampled_from("abc"), max_size=5), max_size=12)


def _units(*said: str) -> list[list[str]]:
    """Of what each said, a dot where nothing."""
    return [[value for value in unit if value != "."] for unit in zip(*said, strict=True)]


@pytest.mark.parametrize(
    ("said", "published"),
    [
        (("0100000000", "1110010010"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125..", ".33323422513", "12332441251."), 0.743),
        ((".....34121133.3", "1.213343.......", "..21344.21133.4"), 0.691),
    ],
    ids=["two names", "five names", "four with gaps", "three with gaps"],
)
def test_published_examples_come_out(said: tuple[str, ...], published: float) -> None:
    """Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A, B and C; the
    last is the computational example of Wikipedia's article on it."""
    assert alpha(_units(*said)) == pytest.approx(published, abs=0.0005)


@given(UNITS)
def test_it_is_what_counting_pairs_by_hand_gives(units: list[list[str]]) -> None:
    pairable = [unit for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    pairs = [a != b for a, b in combinations(values, 2)]
    if not any(pairs):
        assert alpha(units) is None
        return
    observed = sum(
        2 * sum(a != b for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in pairable
    ) / len(values)
    expected = sum(pairs) / len(pairs)
    assert alpha(units) == pytest.approx(1 - observed / expected)


@given(UNITS)
def test_it_is_at_most_one_and_one_only_where_all_agree(units: list[list[str]]) -> None:
    found = alpha(units)
    if found is not None:
        assert found <= 1
        assert (found == pytest.approx(1)) == all(len(set(unit)) == 1 for unit in units if len(unit) > 1)


@given(UNITS, st.permutations("abc"))
def test_neither_names_nor_the_order_make_a_difference(units: list[list[str]], names: list[str]) -> None:
    renamed = [[names["abc".index(value)] for value in reversed(unit)] for unit in reversed(units)]
    was = alpha(units)
    assert alpha(renamed) == (None if was is None else pytest.approx(was))


def test_a_case_that_one_person_judged_tells_nothing() -> None:
    assert alpha([["a"], ["b"]]) is None
    assert alpha([["a", "b"], ["a", "a"]]) == alpha([["a", "b"], ["a", "a"], ["b"]])
