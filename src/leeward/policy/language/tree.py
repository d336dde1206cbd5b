"""Conditions as trees, and the one way to write each tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never

from leeward.policy.facts import Fact

Plain: TypeAlias = bool | int | float | str


class Relation(StrEnum):
    """How two values are compared."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class SetQuestion(StrEnum):
    """What can be asked about a set and a list."""

    ANY_OF = "any_of"  # at least one of the list is in the set
    ONLY = "only"  # nothing but the list is in the set; true of an empty set


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written into the condition."""

    value: Plain


@dataclass(frozen=True, slots=True)
class Asked:
    """The value of a fact; of type bool, it is a condition by itself."""

    fact: Fact


Operand: TypeAlias = Asked | Literal


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared."""

    left: Operand
    relation: Relation
    right: Operand


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a fact is one of these."""

    fact: Fact
    options: tuple[Literal, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a text is in a set."""

    item: Literal
    fact: Fact
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class AskSet:
    """Whether a set has any of, or only, these."""

    question: SetQuestion
    fact: Fact
    options: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Whether an RE2 pattern is found anywhere in a text."""

    fact: Fact
    pattern: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of unknown, unknown."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more, none of them an And."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of two or more, none of them an Or."""

    parts: tuple["Node", ...]


Term: TypeAlias = Literal | Asked | Compare | Among | Contains | AskSet | Matches
Node: TypeAlias = Term | Not | And | Or


def terms_of(node: Node) -> Iterator[Term]:
    """Its terms, in the order written."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from terms_of(part)
    elif isinstance(node, Not):
        yield from terms_of(node.inner)
    else:
        yield node


def text_of(node: Node) -> str:
    """The condition in its canonical form; reading it gives the same tree again."""
    if isinstance(node, Or):
        return " or ".join(text_of(part) for part in node.parts)
    if isinstance(node, And):
        return " and ".join(_inside(part, Or) for part in node.parts)
    if isinstance(node, Not):
        return "not " + _inside(node.inner, Or, And)
    return term_text(node)


def _inside(node: Node, *weaker: type) -> str:
    return f"({text_of(node)})" if isinstance(node, weaker) else text_of(node)


def term_text(term: Term) -> str:
    """One term as written."""
    if isinstance(term, Literal):
        return literal_text(term.value)
    if isinstance(term, Asked):
        return term.fact.name
    if isinstance(term, Compare):
        return f"{term_text(term.left)} {term.relation} {term_text(term.right)}"
    return _question_text(term)


def _question_text(term: Among | Contains | AskSet | Matches) -> str:
    match term:
        case Among(fact, options, is_negated):
            return f"{fact.name} {_in(is_negated)} {_list_text(options)}"
        case Contains(item, fact, is_negated):
            return f"{literal_text(item.value)} {_in(is_negated)} {fact.name}"
        case AskSet(question, fact, options):
            return f"{question}({fact.name}, {_list_text(options)})"
        case Matches(fact, pattern):
            return f"matches({fact.name}, {literal_text(pattern)})"
        case _:
            assert_never(term)


def _in(is_negated: bool) -> str:
    return "not in" if is_negated else "in"


def _list_text(options: tuple[Literal, ...]) -> str:
    return "[" + ", ".join(literal_text(option.value) for option in options) + "]"


def literal_text(value: Plain) -> str:
    """A literal as written. A text may not have both kinds of quotes in it: none that was read has."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    quote = "'" if '"' in value else '"'
    raw = "r" if "\\" in value else ""
    return f"{raw}{quote}{value}{quote}"
