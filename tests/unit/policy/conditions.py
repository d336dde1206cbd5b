"""Conditions and facts drawn at random, and Kleene's logic the slow way."""

import itertools
from collections.abc import Iterator
from functools import cache

from hypothesis import strategies as st

from leeward.policy.facts import REGISTRY, Fact
from leeward.policy.language.run import compiled
from leeward.policy.language.tree import (
    Among,
    And,
    Asked,
    AskSet,
    Compare,
    Contains,
    Literal,
    Matches,
    Node,
    Not,
    Or,
    Plain,
    Relation,
    SetQuestion,
)
from leeward.policy.language.unknown import names_in
from leeward.policy.source.statements import GUARDS
from leeward.policy.values import NONE, Facts, Kind, Truth, Value

WHOLES = (0, 1, 5)
TEXTS = ("akkoma", "snac")
RELATIONS = st.sampled_from(Relation)


def facts_of(*kinds: Kind) -> list[Fact]:
    """Facts to ask about; guard.on needs a policy that has the guards."""
    return [fact for fact in REGISTRY.values() if fact.kind in kinds and fact.name != GUARDS]


def values_of(fact: Fact) -> list[Value]:
    """A few values of a fact, on both sides of every literal that `nodes` draws."""
    by_kind: dict[Kind, list[Value]] = {
        Kind.BOOL: [True, False],
        Kind.WHOLE: list(WHOLES),
        Kind.NUMBER: list(WHOLES),
        Kind.TEXT: list(fact.choices[:2] or TEXTS),
        Kind.TEXTS: [frozenset(), frozenset(fact.choices[:1]), frozenset(fact.choices[:2])],
    }
    return by_kind[fact.kind] + ([NONE] if fact.may_be_none else [])


@cache
def _drawn_of(*kinds: Kind) -> st.SearchStrategy[Fact]:
    return st.sampled_from(facts_of(*kinds))


@cache
def _options(fact: Fact) -> st.SearchStrategy[tuple[Literal, ...]]:
    kind = fact.kind
    plain: tuple[Plain, ...] = {Kind.WHOLE: WHOLES, Kind.BOOL: (True, False)}.get(
        kind, fact.choices[:3] or TEXTS
    )
    return st.lists(st.sampled_from(plain).map(Literal), min_size=1, max_size=3).map(tuple)


_ASKED = _drawn_of(Kind.WHOLE).map(Asked)
_LEFT = _ASKED | st.sampled_from((-1, *WHOLES, 2.5)).map(Literal)
_RIGHT = _ASKED | st.sampled_from(WHOLES).map(Literal)
_EQUAL = st.sampled_from([Relation.EQUAL, Relation.UNEQUAL])
_PATTERNS = st.sampled_from(["a", "^snac$", r"\w+", 'it"s', "(?i)AKK"])
_BOOLEANS = st.booleans()
_QUESTIONS = st.sampled_from(SetQuestion)


@st.composite
def _numbers_compared(draw: st.DrawFn) -> Node:
    left = draw(_LEFT)
    right = draw(_ASKED if isinstance(left, Literal) else _RIGHT)
    return Compare(left, draw(RELATIONS), right)


@st.composite
def _text_asked(draw: st.DrawFn) -> Node:
    fact = draw(_drawn_of(Kind.TEXT))
    if draw(_BOOLEANS):
        return Matches(fact, draw(_PATTERNS))
    relation = draw(_EQUAL)
    return Compare(Asked(fact), relation, draw(_options(fact))[0])


@st.composite
def _membership(draw: st.DrawFn) -> Node:
    fact = draw(_drawn_of(Kind.TEXT, Kind.WHOLE))
    return Among(fact, draw(_options(fact)), draw(_BOOLEANS))


@st.composite
def _set_asked(draw: st.DrawFn) -> Node:
    fact = draw(_drawn_of(Kind.TEXTS))
    options = draw(_options(fact))
    if draw(_BOOLEANS):
        return AskSet(draw(_QUESTIONS), fact, options)
    return Contains(options[0], fact, draw(_BOOLEANS))


@cache
def terms() -> st.SearchStrategy[Node]:
    asked = _drawn_of(Kind.BOOL).map(Asked)
    return st.one_of(
        asked, st.booleans().map(Literal), _numbers_compared(), _text_asked(), _membership(), _set_asked()
    )


@cache
def nodes() -> st.SearchStrategy[Node]:
    """Trees as reading gives them: no And directly in an And, no Or in an Or."""
    return st.recursive(terms(), _grown, max_leaves=8)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def joined(kind: type[And] | type[Or]) -> st.SearchStrategy[Node]:
        parts = inner.filter(lambda node: not isinstance(node, kind))
        return st.lists(parts, min_size=2, max_size=3).map(lambda found: kind(tuple(found)))

    return st.one_of(inner.map(Not), joined(And), joined(Or))


@st.composite
def frames(draw: st.DrawFn) -> dict[str, Value]:
    """Facts of which many are unknown."""
    known = draw(_NAMES)
    return {name: draw(_value_of(name)) for name in sorted(known)}


_NAMES = st.sets(st.sampled_from(sorted(REGISTRY)))


@cache
def _value_of(name: str) -> st.SearchStrategy[Value]:
    return st.sampled_from(values_of(REGISTRY[name]))


def truth_of(node: Node, facts: Facts) -> Truth:
    return compiled(node)(facts, lambda step: None)


def completions(node: Node, facts: Facts, most: int = 2000) -> Iterator[Facts]:
    """Every way in which the unknown facts of a condition could turn out, among a few values each."""
    unknown = [name for name in names_in(node) if name not in facts]
    for values in itertools.islice(itertools.product(*(values_of(REGISTRY[n]) for n in unknown)), most):
        yield {**facts, **dict(zip(unknown, values, strict=True))}


def is_of_looking(node: Node) -> bool:
    """Whether it asks about what is not known on arrival."""
    return any(REGISTRY[name].is_of_looking for name in names_in(node))
