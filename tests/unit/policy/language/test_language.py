"""Whatever somebody writes is a condition or a sentence with a place, and costs a bounded time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.facts import REGISTRY
from leeward.policy.language.read import read
from leeward.policy.language.run import Step, compiled
from leeward.policy.language.syntax import LONGEST, MOST_NODES
from leeward.policy.language.tree import And, Node, Not, Or, terms_of, text_of
from leeward.policy.language.unknown import why_unknown
from leeward.policy.values import Value
from tests.unit.policy.conditions import frames, nodes, truth_of
from tests.unit.policy.reference import answered

NODES, FRAMES = nodes(), frames()
ODD = (
    "\x00",
    "\ud800",
    "\u202e",
    "\u00a0",
    "\u200b",
    "\uff08",
    "é",
    "橋",
    "\U0001f309",
    "\t",
    "\r",
    "\n",
    "\\",
)
PIECES = (
    *ODD,
    *"\"'()[]{}=<>!&|.,;:#@%^~*+-/0123456789 ",
    "and",
    "or",
    "not",
    "in",
    "9" * 40,
    "1e999",
    "0x1",
)


def _said_of(text: str) -> Node | None:
    """The condition, or nothing once it is proven that the refusal has a sentence, a hint and a place."""
    refusal: PolicyError | None = None
    try:
        return read(text)
    except PolicyError as error:
        refusal = error
    assert refusal.message
    assert refusal.hint
    assert refusal.at is not None
    line, column = refusal.at
    lines = text.split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1
    return None


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """A valid condition with a few pieces put in, taken out or doubled."""
    text = text_of(draw(NODES))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 6)))
        put = draw(st.sampled_from(PIECES) | st.sampled_from(sorted(REGISTRY)) | st.just(text[start:end] * 2))
        text = text[:start] + put + text[end:]
    return text


@given(_mutated())
@settings(max_examples=400)
def test_a_condition_that_was_broken_is_read_or_explained(text: str) -> None:
    node = _said_of(text)
    if node is not None:
        assert read(text_of(node)) == node


@given(st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "surrogateescape")))
@settings(max_examples=300)
def test_bytes_of_any_kind_are_read_or_explained(text: str) -> None:
    _said_of(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=300)
def test_signs_in_any_order_are_read_or_explained(text: str) -> None:
    _said_of(text)


@pytest.mark.parametrize(
    "opening", ["(", "[", "not ", "not (", "-", "~", "matches(", "{", "lambda: ", '"', "f'{"]
)
@pytest.mark.parametrize("times", [10, 90, 400, LONGEST])
def test_depth_is_bounded(opening: str, times: int) -> None:
    text = (opening * times)[: LONGEST - 20] + "match.exact"
    _said_of(text)
    _said_of(text + ")" * (LONGEST - len(text)))


@pytest.mark.parametrize("digits", [1, 15, 16, 17, 309, 1900])
@pytest.mark.parametrize("form", ["{}", "-{}", "{}.5", "0.{}", "{}e9", "1e{}", "0x{}"])
def test_numbers_of_any_size_are_read_or_explained(digits: int, form: str) -> None:
    _said_of("match.count < " + form.format("9" * digits))


@given(NODES)
@settings(max_examples=200)
def test_what_is_written_is_read_back_and_written_alike(node: Node) -> None:
    text = text_of(node)
    assert read(text) == node
    assert text_of(read(text)) == text


@given(NODES, FRAMES)
@settings(max_examples=300)
def test_answer_trace_and_blame_are_those_of_the_obvious_way(node: Node, facts: dict[str, Value]) -> None:
    expected: list[Step] = []
    truth, blamed = answered(node, facts, expected)
    trace: list[Step] = []
    assert compiled(node)(facts, trace.append) is truth
    assert trace == expected
    assert 1 <= len(trace) <= sum(1 for _ in terms_of(node)) <= MOST_NODES
    if truth is None:
        assert why_unknown(node)(facts) == tuple(sorted(blamed))


@given(NODES, NODES, NODES, FRAMES)
@settings(max_examples=150)
def test_the_laws_of_three_values_hold(a: Node, b: Node, c: Node, facts: dict[str, Value]) -> None:
    def same(left: Node, right: Node) -> None:
        assert truth_of(left, facts) is truth_of(right, facts)

    same(Not(Not(a)), a)
    same(And((a, a)), a)
    same(Or((a, a)), a)
    same(Or((a, And((a, b)))), a)
    same(And((a, Or((a, b)))), a)
    same(And((a, Or((b, c)))), Or((And((a, b)), And((a, c)))))
    same(Or((a, And((b, c)))), And((Or((a, b)), Or((a, c)))))
    same(Not(Or((a, b))), And((Not(a), Not(b))))
