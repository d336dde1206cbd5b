"""Trees to closures: one call answers true, false or unknown, and tells of each term it asked."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias, assert_never

from leeward.policy.language.questions import pattern_of
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
    Relation,
    SetQuestion,
    Term,
    term_text,
)
from leeward.policy.values import NONE, Facts, Truth, Value


class Step(NamedTuple):
    """One term that was asked. values: of its facts in the order written, None for unknown."""

    term: str
    values: tuple[Value | None, ...]
    result: Truth


# half the price of calling Step, which is most of a rule's
_step: Callable[[tuple[str, tuple[Value | None, ...], Truth]], Step] = partial(tuple.__new__, Step)

_MOST_LEARNT = 64  # answers that one term remembers

Note: TypeAlias = Callable[[Step], object]
# Raises nothing for facts that `frames.checked` let through.
Test: TypeAlias = Callable[[Facts, Note], Truth]

_OPERATORS: Mapping[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQUAL: operator.eq,
    Relation.UNEQUAL: operator.ne,
    Relation.LESS: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.MORE: operator.gt,
    Relation.AT_LEAST: operator.ge,
}
_TURNED: Mapping[Relation, Relation] = {
    Relation.EQUAL: Relation.EQUAL,
    Relation.UNEQUAL: Relation.UNEQUAL,
    Relation.LESS: Relation.MORE,
    Relation.AT_MOST: Relation.AT_LEAST,
    Relation.MORE: Relation.LESS,
    Relation.AT_LEAST: Relation.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A term about one fact. learnt: its answers to values seen lately. is_turned: `not` stands before it."""

    name: str
    learnt: dict[Value | None, Step]
    learn: Callable[[Value], Step]
    is_turned: bool


def compiled(node: Node) -> Test:
    """The condition as a function. It stops at the first part that settles the answer."""
    match node:
        case And(parts) | Or(parts):
            leaves = [_leaf(part) for part in parts]
            flat = [leaf for leaf in leaves if leaf]
            is_or = isinstance(node, Or)
            return _flat(flat, is_or) if len(flat) == len(leaves) else _mixed(parts, is_or)
        case Not(inner):
            leaf = _leaf(node)
            return _flat([leaf], is_or=False) if leaf else _opposite(compiled(inner))
        case Literal(value):
            return _constant(bool(value), term_text(node))
        case Compare(Asked(left), relation, Asked(right)):
            return _of_two(term_text(node), left.name, right.name, relation)
        case _:
            return _flat([_term_leaf(node, is_turned=False)], is_or=False)


def _leaf(node: Node) -> _Leaf | None:
    """None: it is more than one question about one fact."""
    match node:
        case And() | Or() | Literal() | Compare(Asked(), _, Asked()) | Not(Not()):
            return None
        case Not(inner):
            leaf = _leaf(inner)
            return replace(leaf, is_turned=True) if leaf else None
        case _:
            return _term_leaf(node, is_turned=False)


def _term_leaf(term: Term, *, is_turned: bool) -> _Leaf:
    text = term_text(term)
    name, check, when_none = _check(term)
    unknown = Step(text, (None,), None)
    learnt: dict[Value | None, Step] = {None: unknown}

    def learn(value: Value) -> Step:
        step = _step((text, (value,), when_none if value is NONE else check(value)))
        if isinstance(value, int | float) and not 0 <= value < _MOST_LEARNT:
            return step  # of the ages and followers of accounts hardly two are alike
        if len(learnt) > _MOST_LEARNT:
            learnt.clear()
            learnt[None] = unknown
        learnt[value] = step
        return step

    return _Leaf(name, learnt, learn, is_turned)


def _flat(leaves: list[_Leaf], is_or: bool) -> Test:
    """All (or any) of some terms: most rules are so, and most of the time is spent here."""
    table = [(leaf.name, leaf.learnt.get, leaf.learn, leaf.is_turned is not is_or) for leaf in leaves]

    def test(facts: Facts, note: Note) -> Truth:
        result: Truth = not is_or
        get = facts.get
        for name, learnt, learn, settling in table:
            value = get(name)
            step = learnt(value) or learn(value)  # type: ignore[arg-type]  # None is always learnt
            note(step)
            truth = step[2]
            if truth is settling:
                return is_or
            if truth is None:
                result = None
        return result

    return test


def _mixed(parts: tuple[Node, ...], is_or: bool) -> Test:
    tests = [compiled(part) for part in parts]

    def test(facts: Facts, note: Note) -> Truth:
        result: Truth = not is_or
        for one in tests:
            truth = one(facts, note)
            if truth is is_or:
                return is_or
            if truth is None:
                result = None
        return result

    return test


def _opposite(inner: Test) -> Test:
    def test(facts: Facts, note: Note) -> Truth:
        truth = inner(facts, note)
        return None if truth is None else not truth

    return test


def _constant(value: bool, text: str) -> Test:
    step = Step(text, (), value)

    def test(_facts: Facts, note: Note) -> Truth:
        note(step)
        return value

    return test


def _of_two(text: str, left: str, right: str, relation: Relation) -> Test:
    compare, when_none = _OPERATORS[relation], relation is Relation.UNEQUAL

    def test(facts: Facts, note: Note) -> Truth:
        first, second = facts.get(left), facts.get(right)
        result: Truth
        if first is None or second is None:
            result = None
        elif first is NONE or second is NONE:
            result = when_none
        else:
            result = compare(first, second)
        note(_step((text, (first, second), result)))
        return result

    return test


def _check(term: Term) -> tuple[str, Callable[[Any], bool], bool]:
    """The fact of a term with one, what is asked of its value, and the answer if there is none.

    None is less, more and the same as nothing: only != and `not in` are true of it.
    """
    match term:
        case Asked(fact):
            return fact.name, operator.truth, False
        case Compare():
            return _comparison(term)
        case Among(fact, options, is_negated):
            return fact.name, _among(options, is_negated), is_negated
        case Contains(Literal(value), fact, is_negated):
            return fact.name, _contains(value, is_negated), is_negated
        case AskSet(question, fact, options):
            return fact.name, _about_set(question, options), False
        case Matches(fact, pattern):
            return fact.name, _found(pattern), False
        case Literal():
            raise AssertionError("asks no fact")
        case _:
            assert_never(term)


def _comparison(term: Compare) -> tuple[str, Callable[[Any], bool], bool]:
    left, relation, right = term.left, term.relation, term.right
    if isinstance(left, Literal):
        left, relation, right = right, _TURNED[relation], left
    assert isinstance(left, Asked)
    assert isinstance(right, Literal)
    return left.fact.name, _against(right.value, _TURNED[relation]), relation is Relation.UNEQUAL


def _against(value: object, relation: Relation) -> Callable[[Any], bool]:
    return partial(_OPERATORS[relation], value)


def _among(options: tuple[Literal, ...], is_negated: bool) -> Callable[[Any], bool]:
    values = frozenset(option.value for option in options)
    return (lambda value: value not in values) if is_negated else values.__contains__


def _contains(item: object, is_negated: bool) -> Callable[[Any], bool]:
    return (lambda held: item not in held) if is_negated else (lambda held: item in held)


def _about_set(question: SetQuestion, options: tuple[Literal, ...]) -> Callable[[Any], bool]:
    values = frozenset(option.value for option in options)
    if question is SetQuestion.ONLY:
        return values.issuperset
    return lambda held: not values.isdisjoint(held)


def _found(pattern: str) -> Callable[[Any], bool]:
    search = pattern_of(pattern).search
    return lambda text: search(text) is not None
