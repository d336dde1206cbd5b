"""Why an answer is unknown: which facts are to blame."""

from collections.abc import Callable
from typing import TypeAlias

from leeward.policy.language.run import compiled
from leeward.policy.language.tree import And, Asked, Compare, Literal, Node, Not, Or, Term
from leeward.policy.values import Facts, Truth

_NONE_UNKNOWN: frozenset[str] = frozenset()

# the answer, and the unknown facts that keep it from being known; empty if it is known
_Answer: TypeAlias = tuple[Truth, frozenset[str]]
_Part: TypeAlias = Callable[[Facts], _Answer]

# the facts to blame for an answer that is unknown, by name; of a known answer it says nothing
Why: TypeAlias = Callable[[Facts], tuple[str, ...]]


def why_unknown(node: Node) -> Why:
    """The condition as a function that blames facts, whatever the order of its parts."""
    asked, part, is_flat = sorted(names_in(node)), _part(node), _is_flat(node)

    def why(facts: Facts) -> tuple[str, ...]:
        missing = [name for name in asked if name not in facts]
        return tuple(missing if is_flat or len(missing) == 1 else sorted(part(facts)[1]))

    return why


def _is_flat(node: Node) -> bool:
    """Whether everything that is missing is to blame: had one term settled the answer, it would be known."""
    parts = node.parts if isinstance(node, And | Or) else (node,)
    return not any(isinstance(part, And | Or | Not) and not _is_negated_term(part) for part in parts)


def _is_negated_term(node: Node) -> bool:
    return isinstance(node, Not) and not isinstance(node.inner, And | Or | Not)


def _part(node: Node) -> _Part:
    match node:
        case Not(inner):
            return _opposite(_part(inner))
        case And(parts):
            return _joined([_part(part) for part in parts], settled=False)
        case Or(parts):
            return _joined([_part(part) for part in parts], settled=True)
        case _:
            return _of_term(node)


def _opposite(inner: _Part) -> _Part:
    def part(facts: Facts) -> _Answer:
        truth, unknown = inner(facts)
        return (None if truth is None else not truth), unknown

    return part


def _joined(parts: list[_Part], *, settled: bool) -> _Part:
    def part(facts: Facts) -> _Answer:
        unknown = _NONE_UNKNOWN
        for one in parts:
            truth, names = one(facts)
            if truth is settled:
                return settled, _NONE_UNKNOWN
            unknown |= names
        return (None if unknown else not settled), unknown

    return part


def _of_term(term: Term) -> _Part:
    test, names = compiled(term), frozenset(names_in(term))

    def part(facts: Facts) -> _Answer:
        unknown = names - facts.keys()
        return (None, unknown) if unknown else (test(facts, _ignore), unknown)

    return part


def _ignore(_step: object) -> None:
    """Nobody asked for the trace."""


def names_in(node: Node) -> tuple[str, ...]:
    """The facts that a condition asks about, in the order written, once each."""
    match node:
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(name for part in parts for name in names_in(part)))
        case Not(inner):
            return names_in(inner)
        case Compare(left, _, right):
            return tuple(dict.fromkeys(o.fact.name for o in (left, right) if isinstance(o, Asked)))
        case Literal():
            return ()
        case _:
            return (node.fact.name,)
