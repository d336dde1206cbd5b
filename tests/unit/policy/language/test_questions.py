"""Questions make sense or are refused."""

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.facts import REGISTRY
from leeward.policy.language.questions import (
    check_choices,
    check_comparable,
    check_pattern,
    expect_kind,
    operand_kind,
    pattern_of,
)
from leeward.policy.language.tree import Asked, Literal, Plain, Relation
from leeward.policy.values import Kind

COUNT = Asked(REGISTRY["match.count"])


@pytest.mark.parametrize(
    ("value", "kind"), [(True, Kind.BOOL), (1, Kind.WHOLE), (1.5, Kind.NUMBER), ("a", Kind.TEXT)]
)
def test_a_literal_has_the_kind_of_its_value(value: Plain, kind: Kind) -> None:
    assert operand_kind(Literal(value)) is kind


def test_whole_numbers_may_be_compared_with_any_number() -> None:
    check_comparable(COUNT, Relation.LESS, Literal(2.5))
    check_comparable(Literal(2), Relation.LESS, COUNT)


def test_a_truth_is_no_number() -> None:
    with pytest.raises(PolicyError, match="true or false"):
        check_comparable(COUNT, Relation.EQUAL, Literal(value=True))


def test_a_fact_without_fixed_values_may_be_asked_for_any() -> None:
    check_choices(REGISTRY["server.software"], (Literal("anything"),))
    with pytest.raises(PolicyError, match="never"):
        check_choices(REGISTRY["way_in"], (Literal("pigeon"),))


def test_the_kind_that_was_expected_is_named() -> None:
    with pytest.raises(PolicyError, match="matches looks into"):
        expect_kind(REGISTRY["match.count"], Kind.TEXT, "matches looks into a text")


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "a{1000}{1000}", "(((a{90}){90}){90})"])
def test_a_pattern_that_re2_cannot_bound_is_refused(pattern: str) -> None:
    with pytest.raises(PolicyError, match="no RE2 pattern"):
        check_pattern(pattern)


def test_a_pattern_that_ruins_others_is_harmless() -> None:
    check_pattern("(a+)+$")
    assert pattern_of("(a+)+$").search("a" * 5000 + "b") is None
