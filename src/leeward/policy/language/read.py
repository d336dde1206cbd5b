"""Text to a typed condition: every name known, every comparison of things that can be compared."""

import ast
import math
from collections.abc import Mapping

from leeward.model.errors import PolicyError
from leeward.policy import facts
from leeward.policy.facts import Fact
from leeward.policy.language.mistakes import plainer
from leeward.policy.language.questions import (
    check_choices,
    check_comparable,
    check_pattern,
    expect_holder,
    expect_kind,
    operand_kind,
)
from leeward.policy.language.syntax import GRAMMAR, Source, syntax_of, text_in
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
    Operand,
    Or,
    Relation,
    SetQuestion,
)
from leeward.policy.values import WHOLE_LIMIT, Kind

_RELATIONS: Mapping[type[ast.cmpop], Relation] = {
    ast.Eq: Relation.EQUAL,
    ast.NotEq: Relation.UNEQUAL,
    ast.Lt: Relation.LESS,
    ast.LtE: Relation.AT_MOST,
    ast.Gt: Relation.MORE,
    ast.GtE: Relation.AT_LEAST,
}
_LITERAL_NAMES = {"true": True, "false": False}
_SOME_FACT = "such as author.age_days"
_VAGUE = {GRAMMAR, _SOME_FACT}  # hints that help nobody who wrote as one does elsewhere
_SPELT = {"yes": "true", "no": "false", "on": "true", "off": "false"}
_FUNCTIONS = ("any_of", "matches", "only")


def read(text: str) -> Node:
    """The condition that a policy's `when` says.

    Raises: PolicyError: it cannot be understood; `at` says where in it, the hint what was expected.
    """
    try:
        root, source = syntax_of(text)
        return _Reader(source).condition(root)
    except PolicyError as error:
        if error.hint not in _VAGUE:
            raise
        raise plainer(text, error) from error


class _Reader:
    """Reads one condition. Every method raises PolicyError with the place of what it cannot use."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def condition(self, node: ast.expr) -> Node:
        match node:
            case ast.BoolOp(op, values):
                return _joined(op, [self.condition(value) for value in values])
            case ast.UnaryOp(ast.Not(), operand):
                return Not(self.condition(operand))
            case ast.Compare(left, ops, comparators):
                return self._chain([left, *comparators], ops)
            case ast.Call(ast.Name(name), args, []):
                return self._call(node, name, args)
            case _:
                return self._bare(node)

    def _bare(self, node: ast.expr) -> Node:
        operand = self._operand(node)
        kind = operand_kind(operand)
        if kind is not Kind.BOOL:
            name = operand.fact.name if isinstance(operand, Asked) else "this"
            raise self._wrong(
                node, f"{name} is {kind}, where true or false is needed", "compare it with something"
            )
        return operand

    def _chain(self, operands: list[ast.expr], ops: list[ast.cmpop]) -> Node:
        pairs = zip(operands, ops, operands[1:], strict=False)
        parts = [self._pair(left, op, right) for left, op, right in pairs]
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            return self._membership(left, right, isinstance(op, ast.NotIn))
        relation = _RELATIONS.get(type(op))
        if relation is None:
            raise self._wrong(right, "`is` does not exist here", "compare with == or !=")
        first, second = self._operand(left), self._operand(right)
        with _Placed(self._source, right):
            check_comparable(first, relation, second)
        return Compare(first, relation, second)

    def _membership(self, left: ast.expr, right: ast.expr, is_negated: bool) -> Node:
        item = self._operand(left)
        if isinstance(right, ast.List):
            if isinstance(item, Literal):
                raise self._wrong(
                    left, "a fact is expected before `in […]`", 'such as post.visibility in ["public"]'
                )
            options = self._options(right, item.fact, expected=None)
            return Among(item.fact, options, is_negated)
        if not isinstance(right, ast.Attribute | ast.Name) and isinstance(item, Asked):
            raise self._wrong(
                right, "a list in […] is expected after in", f'such as {item.fact.name} in ["…"]'
            )
        holder = self._fact(right)
        with _Placed(self._source, right):
            expect_holder(holder, item)
        if not isinstance(item, Literal) or not isinstance(item.value, str):
            raise self._wrong(left, f'a text in "…" is expected before `in {holder.name}`', GRAMMAR)
        with _Placed(self._source, left):
            check_choices(holder, (item,))
        return Contains(item, holder, is_negated)

    def _call(self, node: ast.expr, name: str, args: list[ast.expr]) -> Node:
        if name not in _FUNCTIONS:
            raise self._wrong(node, f"there is no function {name}", facts.nearest(name, _FUNCTIONS))
        if len(args) != 2:
            example = {"matches": 'matches(server.software, "masto")'}
            hint = example.get(name, f'such as {name}(media.look, ["unreadable", "too_large"])')
            raise self._wrong(node, f"{name} takes a fact and what to look for", hint)
        fact = self._fact(args[0])
        return self._matches(fact, args) if name == "matches" else self._ask_set(name, fact, args)

    def _matches(self, fact: Fact, args: list[ast.expr]) -> Node:
        with _Placed(self._source, args[0]):
            expect_kind(fact, Kind.TEXT, "matches looks into a text")
        pattern = self._literal(args[1])
        if not isinstance(pattern.value, str):
            raise self._wrong(args[1], 'a pattern in "…" or r"…" is expected', "see the RE2 syntax")
        with _Placed(self._source, args[1]):
            check_pattern(pattern.value)
        return Matches(fact, pattern.value)

    def _ask_set(self, name: str, fact: Fact, args: list[ast.expr]) -> Node:
        with _Placed(self._source, args[0]):
            expect_kind(fact, Kind.TEXTS, f"{name} asks about a set of texts")
        return AskSet(SetQuestion(name), fact, self._options(args[1], fact, expected=Kind.TEXTS))

    def _options(self, node: ast.expr, fact: Fact, expected: Kind | None) -> tuple[Literal, ...]:
        if not isinstance(node, ast.List) or not node.elts:
            raise self._wrong(node, "a list of values is expected", 'such as ["public", "unlisted"]')
        if expected is None and fact.kind is Kind.TEXTS:
            hint = f'write any_of({fact.name}, […]) or only({fact.name}, […]), or "…" in {fact.name}'
            raise self._wrong(node, f"{fact.name} is a set: it cannot itself be in a list", hint)
        return tuple(self._option(element, fact) for element in node.elts)

    def _option(self, node: ast.expr, fact: Fact) -> Literal:
        literal = self._literal(node)
        wanted = Fact(fact.name, Kind.TEXT, "", "", choices=fact.choices) if fact.kind is Kind.TEXTS else fact
        with _Placed(self._source, node):
            check_comparable(Asked(wanted), Relation.EQUAL, literal)
        return literal

    def _operand(self, node: ast.expr) -> Operand:
        is_name = isinstance(node, ast.Attribute | ast.Name)
        if is_name and not (isinstance(node, ast.Name) and node.id in _LITERAL_NAMES):
            return Asked(self._fact(node))
        return self._literal(node)

    def _fact(self, node: ast.expr) -> Fact:
        name = _dotted(node)
        if not name:
            raise self._wrong(node, "a fact is expected here", _SOME_FACT)
        fact = facts.REGISTRY.get(name)
        if fact is None and name.lower() in _SPELT:
            raise self._wrong(node, f"{name} is spelt differently here", f"write {_SPELT[name.lower()]}")
        if fact is None:
            raise self._wrong(node, f"there is no fact {name}", facts.nearest(name, facts.REGISTRY))
        return fact

    def _literal(self, node: ast.expr) -> Literal:
        match node:
            case ast.Name(name) if name in _LITERAL_NAMES:
                return Literal(_LITERAL_NAMES[name])
            case ast.Constant(str()):
                return Literal(text_in(node, self._source))
            case ast.Constant(bool() as value):
                raise self._wrong(node, f"{value} is spelt differently here", f"write {str(value).lower()}")
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)) if type(value) is not bool:
                return self._number(node, -value)
            case ast.Constant(int() | float() as value):
                return self._number(node, value)
        raise self._wrong(node, "a fact or a plain value is expected here", GRAMMAR)

    def _number(self, node: ast.expr, value: float) -> Literal:
        if abs(value) > WHOLE_LIMIT or not math.isfinite(value):  # in this order: some whole are no float
            raise self._wrong(node, "the number is too large", f"at most {WHOLE_LIMIT}")
        return Literal(value)

    def _wrong(self, node: ast.expr, message: str, hint: str) -> PolicyError:
        return PolicyError(message, hint, self._source.at(node))


class _Placed:
    """Gives a PolicyError that passes through the place of a node."""

    def __init__(self, source: Source, node: ast.expr) -> None:
        self._at = source.at(node)

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, PolicyError):
            error.at = error.at or self._at


def _joined(op: ast.boolop, parts: list[Node]) -> Node:
    if isinstance(op, ast.And):
        return And(
            tuple(leaf for part in parts for leaf in (part.parts if isinstance(part, And) else (part,)))
        )
    return Or(tuple(leaf for part in parts for leaf in (part.parts if isinstance(part, Or) else (part,))))


def _dotted(node: ast.expr) -> str:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""
