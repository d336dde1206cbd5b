"""Answers are true, false or unknown, whatever the order of the parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.policy.facts import REGISTRY
from leeward.policy.language.read import read
from leeward.policy.language.run import Step, compiled
from leeward.policy.language.tree import And, Asked, Literal, Node, Not, Or
from leeward.policy.values import NONE, Truth, Value
from tests.unit.policy.conditions import completions, frames, nodes, truth_of

NAMES: dict[Truth, Node] = {
    True: Literal(value=True),
    False: Literal(value=False),
    None: Asked(REGISTRY["match.exact"]),
}
THREE: list[Truth] = [True, False, None]


@pytest.mark.parametrize("left", THREE)
@pytest.mark.parametrize("right", THREE)
def test_and_or_not_follow_the_tables_of_kleene(left: Truth, right: Truth) -> None:
    order = {False: 0, None: 1, True: 2}
    low, high = sorted((left, right), key=order.__getitem__)
    pair = (NAMES[left], NAMES[right])
    assert truth_of(And(pair), {}) is low
    assert truth_of(Or(pair), {}) is high
    assert truth_of(Not(NAMES[left]), {}) is {True: False, False: True, None: None}[left]


@given(nodes(), frames())
@settings(max_examples=200)
def test_an_answer_given_in_spite_of_unknowns_holds_however_they_turn_out(
    node: Node, facts: dict[str, Value]
) -> None:
    truth = truth_of(node, facts)
    if truth is not None:
        assert {truth_of(node, whole) for whole in completions(node, facts, most=300)} == {truth}


@given(nodes(), frames())
def test_with_all_facts_known_nothing_is_unknown(node: Node, facts: dict[str, Value]) -> None:
    whole = next(iter(completions(node, facts)))
    assert truth_of(node, whole) is not None


@given(st.lists(nodes(), min_size=2, max_size=4), frames(), st.randoms(use_true_random=False))
def test_the_order_of_parts_is_no_matter(
    parts: list[Node], facts: dict[str, Value], chance: st.DataObject
) -> None:
    mixed = list(parts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    for kind in (And, Or):
        assert truth_of(kind(tuple(parts)), facts) is truth_of(kind(tuple(mixed)), facts)


@given(nodes(), nodes(), frames())
def test_de_morgan_holds_with_unknowns(left: Node, right: Node, facts: dict[str, Value]) -> None:
    assert truth_of(Not(And((left, right))), facts) is truth_of(Or((Not(left), Not(right))), facts)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("match.perceptual_distance <= 31", False),
        ("match.perceptual_distance > 31", False),
        ("not match.perceptual_distance <= 31", True),
        ("match.perceptual_distance == 0", False),
        ("match.perceptual_distance != 0", True),
        ("match.perceptual_distance in [0, 1]", False),
        ("match.perceptual_distance not in [0, 1]", True),
        ("match.perceptual_distance < match.count", False),
        ("match.perceptual_distance != match.count", True),
        ("0 <= match.perceptual_distance", False),
        ('matches(match.list, "")', False),
    ],
)
def test_no_match_is_known_to_be_none_and_not_unknown(text: str, answer: bool) -> None:
    none: dict[str, Value] = {"match.perceptual_distance": NONE, "match.list": NONE, "match.count": 0}
    assert truth_of(read(text), none) is answer
    assert truth_of(read(text), {}) is None


@pytest.mark.parametrize(
    ("text", "value", "answer"),
    [
        ("match.count < 3", 2, True),
        ("match.count < 3", 3, False),
        ("match.count <= 3", 3, True),
        ("match.count > 3", 3, False),
        ("match.count >= 3", 3, True),
        ("3 > match.count", 2, True),
        ("3 >= match.count", 4, False),
        ("3 < match.count", 3, False),
        ("3 == match.count", 3, True),
        ("1 <= match.count <= 5", 5, True),
        ("1 <= match.count <= 5", 6, False),
        ("match.count in [1, 2]", 2, True),
        ("match.count not in [1, 2]", 2, False),
        ("match.count < author.followers", 2, True),
        ("author.followers == match.count", 2, False),
    ],
)
def test_numbers_are_compared_the_way_they_are_written(text: str, value: int, answer: bool) -> None:
    assert truth_of(read(text), {"match.count": value, "author.followers": 7}) is answer


@pytest.mark.parametrize(
    ("text", "looks", "answer"),
    [
        ('"looked" in media.look', {"looked"}, True),
        ('"looked" not in media.look', {"looked"}, False),
        ('any_of(media.look, ["looked", "vanished"])', {"vanished", "too_large"}, True),
        ('any_of(media.look, ["looked"])', set(), False),
        ('only(media.look, ["looked", "vanished"])', {"vanished"}, True),
        ('only(media.look, ["looked"])', {"looked", "vanished"}, False),
        ('only(media.look, ["looked"])', set(), True),
    ],
)
def test_sets_are_asked_for_members(text: str, looks: set[str], answer: bool) -> None:
    assert truth_of(read(text), {"media.look": frozenset(looks)}) is answer


def test_a_pattern_is_looked_for_anywhere_in_a_text() -> None:
    facts: dict[str, Value] = {"server.software": "GoToSocial"}
    assert truth_of(read(r'matches(server.software, r"(?i)to\w")'), facts) is True
    assert truth_of(read(r'matches(server.software, r"^\d")'), facts) is False


def test_the_trace_names_each_term_with_values_up_to_the_one_that_settled_it() -> None:
    steps: list[Step] = []
    test = compiled(read("match.exact or match.count > author.followers or true or post.is_reply"))
    assert test({"match.count": 2, "author.followers": 3}, steps.append) is True
    assert steps == [
        Step("match.exact", (None,), None),
        Step("match.count > author.followers", (2, 3), False),
        Step("true", (), True),
    ]
