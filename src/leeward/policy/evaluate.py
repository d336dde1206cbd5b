"""One post's facts under a policy: what each rule says, and what all together ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leeward.policy.actions import Action, ordered
from leeward.policy.facts import REGISTRY
from leeward.policy.frames import checked
from leeward.policy.language.run import Step
from leeward.policy.rules import Human, Mode, Policy, Rule, State, When
from leeward.policy.values import Facts, Frame

ALL = 100  # the share of a rule that is for every account
_NOBODY: frozenset[str] = frozenset()
_STATES: Mapping[bool | None, State] = {True: State.FIRED, False: State.NOT, None: State.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule said. mode: the one in force: shadow for a demoted rule, and outside its share.

    trace: the terms that were asked, in order, up to the one that settled it. because: only if fired.
    unknown: the facts that kept it from being known; only if unknown.
    """

    rule: str
    digest: str
    mode: Mode
    state: State
    trace: tuple[Step, ...]
    because: str | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """One action, and the rules that ask for it, in the order of the policy."""

    action: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One irreversible action for people to decide on, filled in. human: the strictest of its rules."""

    action: str
    human: Human
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a policy said of one post.

    outcomes: of each rule that is not off, in the order of the policy. actions: of rules in force, merged,
    in the order in which they are to be done. shadow: what rules in shadow would have added or asked for
    as well, irreversible ones too. unknown_rules: in force or in shadow. demoted: rules that a brake had put
    into shadow. at: which rules were asked.
    """

    policy: str
    name: str
    outcomes: tuple[Outcome, ...]
    actions: tuple[Wish, ...]
    shadow: tuple[Wish, ...]
    proposals: tuple[Proposal, ...]
    unknown_rules: tuple[str, ...]
    demoted: tuple[str, ...]
    at: When = When.LOOKED


def evaluate(
    policy: Policy, frame: Frame, demoted: frozenset[str] = _NOBODY, at: When = When.LOOKED
) -> Evaluation:
    """What the policy makes of these facts. The same arguments always give the same answer.

    Args: frame: a fact that is not there, or None, is unknown: never false, never true.
        demoted: ids of rules that a brake or their limit has put into shadow.
        at: only rules for this moment are asked.
    Raises: PolicyError: a fact is not registered or of another type.
    """
    facts = checked(frame)
    due = [rule for rule in policy.rules if rule.mode is not Mode.OFF and rule.at is at]
    asked = [(rule, outcome(rule, facts, demoted)) for rule in due]
    told = [(rule, said) for rule, said in asked if said.state is not State.NOT]
    enforced = _by_action(one for one in told if one[1].mode is Mode.ENFORCE)
    shadowed = _by_action(one for one in told if one[1].mode is Mode.SHADOW)
    return Evaluation(
        policy=policy.digest,
        name=policy.name,
        outcomes=tuple(said for _, said in asked),
        actions=tuple(_wish(*one) for one in enforced if not one[0].kind.is_irreversible),
        shadow=tuple(_wish(*one) for one in shadowed),
        proposals=tuple(_proposal(*one) for one in enforced if one[0].kind.is_irreversible),
        unknown_rules=tuple(said.rule for _, said in told if said.state is State.UNKNOWN),
        demoted=tuple(rule.id for rule in due if rule.id in demoted and rule.mode is Mode.ENFORCE),
        at=at,
    )


def outcome(rule: Rule, facts: Facts, demoted: frozenset[str] = _NOBODY) -> Outcome:
    """What one rule says of checked facts, whatever its mode."""
    trace: list[Step] = []
    truth = rule.test(facts, trace.append)
    is_held_back = rule.id in demoted or not _is_of_share(rule, facts)
    mode = Mode.SHADOW if is_held_back else rule.mode
    return Outcome(
        rule.id,
        rule.digest,
        mode,
        _STATES[truth],
        tuple(trace),
        because=rule.because.rendered(facts) if truth else None,
        unknown=tuple(sorted(rule.why(facts))) if truth is None else (),
    )


def _is_of_share(rule: Rule, facts: Facts) -> bool:
    """Whether the account is one of those on which the rule is tried; nobody knows: it is none."""
    if rule.share == ALL:
        return True
    drawn = facts.get("author.share")
    return isinstance(drawn, int) and drawn < rule.share


def wanted(rule: Rule, said: Outcome) -> tuple[Action, ...]:
    """All that a rule asks for, irreversible things too. Not known is not the same as no."""
    if said.state is State.FIRED:
        return rule.then
    if said.state is State.NOT:
        return ()
    if rule.on_unknown is not None:
        return rule.on_unknown
    is_of_scanning = any(REGISTRY[name].is_of_scanning for name in said.unknown)
    return rule.fallback if is_of_scanning else ()


def _by_action(told: Iterable[tuple[Rule, Outcome]]) -> list[tuple[Action, list[Rule]]]:
    found: dict[str, tuple[Action, list[Rule]]] = {}
    for rule, said in told:
        for action in wanted(rule, said):
            if action.text not in found:
                found[action.text] = (action, [])
            found[action.text][1].append(rule)
    return [found[action.text] for action in ordered(action for action, _ in found.values())]


def _wish(action: Action, rules: list[Rule]) -> Wish:
    return Wish(action.text, tuple(rule.id for rule in rules))


def _proposal(action: Action, rules: list[Rule]) -> Proposal:
    is_two = any(rule.human is not Human.ONE for rule in rules)
    return Proposal(action.text, Human.TWO if is_two else Human.ONE, tuple(rule.id for rule in rules))
