"""Which questions make sense about which facts."""

import re2

from leeward.model.errors import PolicyError
from leeward.policy.facts import Fact, nearest
from leeward.policy.language.tree import Asked, Literal, Operand, Relation
from leeward.policy.values import Kind, kind_of

_PATTERN_MEMORY = 1 << 20  # bytes of one compiled pattern
_ORDERED = frozenset({Relation.LESS, Relation.AT_MOST, Relation.MORE, Relation.AT_LEAST})


def operand_kind(operand: Operand) -> Kind:
    """The kind of its values."""
    kind = operand.fact.kind if isinstance(operand, Asked) else kind_of(operand.value)
    return kind or Kind.TEXT


def check_comparable(left: Operand, relation: Relation, right: Operand) -> None:
    """Raises: PolicyError: the two are of different kinds, cannot be ordered, or are both plain values."""
    first, second = operand_kind(left), operand_kind(right)
    if isinstance(left, Literal) and isinstance(right, Literal):
        raise PolicyError("two plain values are compared: no fact decides", "compare a fact with a value")
    if not (first == second or (first.is_number and second.is_number)):
        raise PolicyError(
            f"{_named(left)} is {first} and is compared with {_named(right)}, {second}",
            _mended(left, right) or f"compare it with {first}",
        )
    if Kind.TEXTS in {first, second}:
        raise PolicyError(f"{_named(left)} is a set", 'ask with "…" in it, any_of(…) or only(…)')
    if relation in _ORDERED and not first.is_number:
        raise PolicyError(f"{_named(left)} is {first}, which has no order", "compare with == or !=")
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Asked) and isinstance(other, Literal):
            check_choices(one.fact, (other,))


def check_choices(fact: Fact, options: tuple[Literal, ...]) -> None:
    """Raises: PolicyError: a fact that is always one of a few values is asked for another one."""
    for option in options:
        if fact.choices and option.value not in fact.choices:
            value = str(option.value)
            raise PolicyError(f'{fact.name} is never "{value}"', nearest(value, fact.choices))


def expect_kind(fact: Fact, kind: Kind, why: str, hint: str = "") -> None:
    """Raises: PolicyError: the fact is of another kind. hint: what to write instead, if it can be told."""
    if fact.kind is not kind:
        raise PolicyError(f"{fact.name} is {fact.kind}; {why}", hint or f"name a fact that is {kind}")


def expect_holder(fact: Fact, item: Operand) -> None:
    """Raises: PolicyError: nothing can be in this fact, as it is no set."""
    is_part = fact.kind is Kind.TEXT and isinstance(item, Literal)
    hint = f'for a part of a text: matches({fact.name}, "…")' if is_part else ""
    expect_kind(fact, Kind.TEXTS, 'a list in […], or a set of texts, is expected after "in"', hint)


def check_pattern(pattern: str) -> None:
    """Raises: PolicyError: this is no RE2 pattern, or it is too large."""
    try:
        pattern_of(pattern)
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if error.args else "unknown reason"
        raise PolicyError(
            f"no RE2 pattern: {said}", 'such as r"[.]example$"; RE2 has no look-ahead and no back-references'
        ) from error


def pattern_of(pattern: str) -> "re2._Regexp":
    """The compiled pattern. Raises: re2.error: see `check_pattern`."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    return re2.compile(pattern, options)


def _mended(left: Operand, right: Operand) -> str:
    """A hint about quotes, if they are all that is wrong; else empty."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Literal) and isinstance(one.value, str) and operand_kind(other).is_number:
            return f"numbers stand without quotes: {one.value}" if one.value.isdecimal() else ""
        if isinstance(one, Literal) and operand_kind(one).is_number and operand_kind(other) is Kind.TEXT:
            return f'texts stand in quotes: "{one.value}"'
        if isinstance(one, Literal) and isinstance(other, Asked) and other.fact.kind is Kind.TEXTS:
            return f'write "{one.value}" in {other.fact.name}'
    return ""


def _named(operand: Operand) -> str:
    return operand.fact.name if isinstance(operand, Asked) else "this"
