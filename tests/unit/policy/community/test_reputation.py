"""How often a source was right, and what its word weighs for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.community.parameters import DEFAULTS
from leeward.policy.community.reputation import Reputation, halved, lower_end
from tests.unit.policy.community.stories import day

COUNTS = st.floats(0, 50)


def _record(right: float, wrong: float = 0) -> Reputation:
    record = Reputation(day(0))
    record.add(right, wrong, day(0), DEFAULTS)
    return record


@pytest.mark.parametrize(("right", "weight"), [(3, 0.32), (5, 0.50), (10, 0.70), (20, 0.83)])
def test_a_source_that_was_always_right_weighs_what_the_design_says(right: int, weight: float) -> None:
    assert _record(right).weight(day(0), DEFAULTS) == pytest.approx(weight, abs=0.005)


@pytest.mark.parametrize(("right", "wrong"), [(0, 0), (2, 0), (2.99, 0), (0, 9), (1, 9), (3, 7), (5, 5)])
def test_a_source_without_a_record_or_with_a_bad_one_weighs_nothing(right: float, wrong: float) -> None:
    # 5 of 10: the lower end of its accuracy is 0.27, and the floor 0.30
    assert _record(right, wrong).weight(day(0), DEFAULTS) == 0


@pytest.mark.parametrize(
    ("right", "wrong", "end"), [(0, 0, 0.0), (1, 0, 0.2698), (9, 1, 0.6523), (50, 50, 0.4189), (0, 5, 0.0)]
)
def test_the_lower_end_is_that_of_wilson(right: int, wrong: int, end: float) -> None:
    assert lower_end(right, wrong, 1.645) == pytest.approx(end, abs=5e-4)


@given(right=COUNTS, wrong=COUNTS)
def test_the_lower_end_is_no_more_than_the_mean_and_no_less_than_zero(right: float, wrong: float) -> None:
    if right + wrong > 0.01:
        assert -1e-9 <= lower_end(right, wrong, 1.645) <= right / (right + wrong) + 1e-9


@given(right=COUNTS, wrong=COUNTS, more=st.floats(0, 5))
def test_more_credit_never_weighs_less_and_more_debit_never_more(
    right: float, wrong: float, more: float
) -> None:
    weight = _record(right, wrong).weight(day(0), DEFAULTS)
    assert _record(right + more, wrong).weight(day(0), DEFAULTS) >= weight - 1e-9
    if right + wrong >= DEFAULTS.least:  # below it, a debit can complete a record
        assert _record(right, wrong + more).weight(day(0), DEFAULTS) <= weight + 1e-9


def test_a_record_remembers_no_more_than_twenty() -> None:
    record = Reputation(day(0))
    for _ in range(500):
        record.add(1, 0, day(0), DEFAULTS)
    assert record.right == pytest.approx(20)
    record.add(0, 3, day(0), DEFAULTS)
    assert record.right + record.wrong == pytest.approx(20)
    assert record.weight(day(0), DEFAULTS) < 0.6, "one wrong hold is felt whatever was saved up"


def test_a_record_fades_to_half_in_half_a_year() -> None:
    record = _record(8, 2)
    assert record.weight(day(180), DEFAULTS) == pytest.approx(_record(4, 1).weight(day(0), DEFAULTS))
    assert _record(4).weight(day(180), DEFAULTS) == 0, "what is left of it is less than three"


def test_what_is_added_later_is_added_to_what_is_left() -> None:
    record = _record(8)
    record.add(1, 0, day(180), DEFAULTS)
    assert record.right == pytest.approx(5)


def test_time_that_goes_back_changes_nothing() -> None:
    assert halved(8, day(3), day(2), 180) == 8
    record = _record(8)
    record.add(0, 0, day(-100), DEFAULTS)
    assert (record.right, record.at) == (8, day(0))


def test_without_the_interval_the_mean_is_left() -> None:
    assert _record(8, 2).weight(day(0), replace(DEFAULTS, z=0)) == pytest.approx(0.5 / 0.7)


def test_what_an_admins_word_gave_is_taken_back_as_far_as_it_is_left() -> None:
    record, plain = _record(4, 1), _record(4, 1)
    record.name(day(0), DEFAULTS)
    assert (record.is_named, record.weight(day(0), DEFAULTS) > plain.weight(day(0), DEFAULTS)) == (True, True)
    for one in (record, plain):
        one.add(1, 0, day(90), DEFAULTS)
    record.unname()
    assert (record.is_named, record.named) == (False, 0)
    assert record.right == pytest.approx(plain.right)
    assert record.wrong == pytest.approx(plain.wrong)


def test_a_name_taken_back_twice_or_never_given_takes_nothing_else() -> None:
    record = _record(4, 1)
    record.unname()
    assert (record.right, record.wrong) == (4, 1)


def test_a_full_record_is_never_worth_less_than_nothing_without_its_name() -> None:
    record = _record(0)
    for number in range(9):
        record.name(day(number), DEFAULTS)
    assert record.right <= DEFAULTS.most
    record.unname()
    assert 0 <= record.right < 1e-9
