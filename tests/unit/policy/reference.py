"""What a policy says, the slow and obvious way: one function for each sentence of the reference."""

from leeward.policy.actions import Action
from leeward.policy.evaluate import Evaluation, Outcome, Proposal, Wish
from leeward.policy.frames import checked
from leeward.policy.language.questions import pattern_of
from leeward.policy.language.run import Step
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
    Term,
    term_text,
)
from leeward.policy.rules import Human, Mode, Policy, Rule, State, When
from leeward.policy.values import NONE, Facts, Frame, Truth, Value, shown


def slowly(
    policy: Policy, frame: Frame, demoted: frozenset[str] = frozenset(), at: When = When.LOOKED
) -> Evaluation:
    """As `evaluate`."""
    facts = checked(frame)
    due = [rule for rule in policy.rules if rule.mode is not Mode.OFF and rule.at is at]
    outcomes = [_outcome(rule, facts, demoted) for rule in due]
    force = _wishes(due, outcomes, Mode.ENFORCE)
    return Evaluation(
        policy=policy.digest,
        name=policy.name,
        outcomes=tuple(outcomes),
        actions=tuple(Wish(str(a), ids) for a, ids in force if not a.kind.is_irreversible),
        shadow=tuple(Wish(str(a), ids) for a, ids in _wishes(due, outcomes, Mode.SHADOW)),
        proposals=tuple(_proposal(policy, a, ids) for a, ids in force if a.kind.is_irreversible),
        unknown_rules=tuple(said.rule for said in outcomes if said.state is State.UNKNOWN),
        demoted=tuple(rule.id for rule in due if rule.id in demoted and rule.mode is Mode.ENFORCE),
        at=at,
    )


def _outcome(rule: Rule, facts: Facts, demoted: frozenset[str]) -> Outcome:
    trace: list[Step] = []
    truth, blamed = answered(rule.when, facts, trace)
    drawn = facts.get("author.share")
    is_tried = rule.share == 100 or (isinstance(drawn, int) and drawn < rule.share)
    mode = rule.mode if is_tried and rule.id not in demoted else Mode.SHADOW
    state = {True: State.FIRED, False: State.NOT, None: State.UNKNOWN}[truth]
    because = _told(rule, facts) if truth else None
    return Outcome(rule.id, rule.digest, mode, state, tuple(trace), because, tuple(sorted(blamed)))


def _told(rule: Rule, facts: Facts) -> str:
    return "".join(p if isinstance(p, str) else shown(facts.get(p.name)) for p in rule.because.parts)


def answered(node: Node, facts: Facts, trace: list[Step]) -> tuple[Truth, set[str]]:
    """The answer, and the facts to blame if it is unknown. Terms that are asked are added to the trace."""
    if isinstance(node, Not):
        truth, blamed = answered(node.inner, facts, trace)
        return (None if truth is None else not truth), blamed
    if isinstance(node, And | Or):
        settled = isinstance(node, Or)
        unknown: set[str] = set()
        is_known = True
        for part in node.parts:
            truth, blamed = answered(part, facts, trace)
            if truth is settled:
                return settled, set()
            if truth is None:
                is_known, unknown = False, unknown | blamed
        return (not settled, set()) if is_known else (None, unknown)
    names = _names(node)
    values = tuple(facts.get(name) for name in names)
    blamed = {name for name, value in zip(names, values, strict=True) if value is None}
    result = None if blamed else _answer(node, facts)
    trace.append(Step(term_text(node), values, result))
    return result, blamed


def _names(term: Term) -> list[str]:
    if isinstance(term, Compare):
        return [one.fact.name for one in (term.left, term.right) if isinstance(one, Asked)]
    return [] if isinstance(term, Literal) else [term.fact.name]


def _answer(term: Term, facts: Facts) -> bool:
    """Every fact of the term is known."""
    if isinstance(term, Literal):
        return bool(term.value)
    if isinstance(term, Compare):
        return _compared(_value(term.left, facts), term.relation, _value(term.right, facts))
    value = facts[term.fact.name]
    is_negated = isinstance(term, Among | Contains) and term.is_negated
    return is_negated if value is NONE else _question(term, value) is not is_negated


def _value(operand: Operand, facts: Facts) -> Value:
    return facts[operand.fact.name] if isinstance(operand, Asked) else operand.value


def _compared(left: Value, relation: Relation, right: Value) -> bool:
    if left is NONE or right is NONE:
        return relation is Relation.UNEQUAL
    if relation is Relation.EQUAL:
        return left == right
    if relation is Relation.UNEQUAL:
        return left != right
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    if relation is Relation.LESS:
        return left < right
    if relation is Relation.AT_MOST:
        return left <= right
    return left > right if relation is Relation.MORE else left >= right


def _question(term: Asked | Among | Contains | AskSet | Matches, value: Value) -> bool:
    if isinstance(term, Asked):
        return value is True
    if isinstance(term, Among):
        return any(value == option.value for option in term.options)
    if isinstance(term, Matches):
        return pattern_of(term.pattern).search(value) is not None
    assert isinstance(value, frozenset)
    if isinstance(term, Contains):
        return term.item.value in value
    options = {option.value for option in term.options}
    return value <= options if term.question is SetQuestion.ONLY else bool(value & options)


def _wishes(due: list[Rule], outcomes: list[Outcome], mode: Mode) -> list[tuple[Action, tuple[str, ...]]]:
    found: dict[Action, list[str]] = {}
    for rule, said in zip(due, outcomes, strict=True):
        for action in _wanted(rule, said) if said.mode is mode else ():
            found.setdefault(action, []).append(rule.id)
    ranked = sorted(found, key=lambda action: (action.kind.rank, str(action)))
    return [(action, tuple(found[action])) for action in ranked]


def _wanted(rule: Rule, said: Outcome) -> tuple[Action, ...]:
    if said.state is not State.UNKNOWN:
        return rule.then if said.state is State.FIRED else ()
    if rule.on_unknown is not None:
        return rule.on_unknown
    is_of_scanning = any(name.split(".")[0] in {"match", "media", "text", "url"} for name in said.unknown)
    return rule.fallback if is_of_scanning else ()


def _proposal(policy: Policy, action: Action, ids: tuple[str, ...]) -> Proposal:
    rules = [policy.rule(name) for name in ids]
    is_one = all(rule is not None and rule.human is Human.ONE for rule in rules)
    return Proposal(str(action), Human.ONE if is_one else Human.TWO, ids)
