"""One post's facts under a policy: what each rule says, and what all together ask for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from leeward.policy.actions import Action, ordered
from leeward.policy.facts import known
from leeward.policy.frames import checked
from leeward.policy.language.because import Shown
from leeward.policy.language.run import Step
from leeward.policy.rules import Human, Mode, Policy, Rule, State, When
from leeward.policy.values import Facts, Frame

ALL = 100  # the share of a rule that is for every account
_NOBODY: frozenset[str] = frozenset()
_OF_SCANNING = frozenset(fact.name for fact in known() if fact.is_of_scanning)


class Outcome(NamedTuple):
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


# half the price of calling Outcome
_told: Callable[[tuple[object, ...]], Outcome] = partial(tuple.__new__, Outcome)


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
    due, words = policy.due[at], Shown(facts)
    outcomes = [_outcome(rule, facts, demoted, words) for rule in due]
    told = [one for one in zip(due, outcomes, strict=True) if one[1][3] is not State.NOT]
    enforced = _by_action([one for one in told if one[1][2] is Mode.ENFORCE])
    shadowed = _by_action([one for one in told if one[1][2] is Mode.SHADOW])
    return Evaluation(
        policy=policy.digest,
        name=policy.name,
        outcomes=tuple(outcomes),
        actions=tuple([Wish(a.text, ids) for a, ids in enforced if not a.kind.is_irreversible]),
        shadow=tuple([Wish(a.text, ids) for a, ids in shadowed]),
        proposals=tuple([_proposal(policy, a, ids) for a, ids in enforced if a.kind.is_irreversible]),
        unknown_rules=tuple([said[0] for _, said in told if said[3] is State.UNKNOWN]),
        demoted=_held_back(due, demoted) if demoted else (),
        at=at,
    )


def _held_back(due: Iterable[Rule], demoted: frozenset[str]) -> tuple[str, ...]:
    return tuple(rule.id for rule in due if rule.id in demoted and rule.mode is Mode.ENFORCE)


def outcome(rule: Rule, facts: Facts, demoted: frozenset[str] = _NOBODY) -> Outcome:
    """What one rule says of checked facts, whatever its mode."""
    return _outcome(rule, facts, demoted, Shown(facts))


def _outcome(rule: Rule, facts: Facts, demoted: frozenset[str], words: Shown) -> Outcome:
    trace: list[Step] = []
    truth = rule.test(facts, trace.append)
    mode = rule.mode
    if rule.id in demoted or (rule.share != ALL and not _is_of_share(rule, facts)):
        mode = Mode.SHADOW
    if truth is False:
        return _told((rule.id, rule.digest, mode, State.NOT, tuple(trace), None, ()))
    if truth is None:
        return _told((rule.id, rule.digest, mode, State.UNKNOWN, tuple(trace), None, rule.why(facts)))
    because = rule.because.rendered(words)
    return _told((rule.id, rule.digest, mode, State.FIRED, tuple(trace), because, ()))


def _is_of_share(rule: Rule, facts: Facts) -> bool:
    """Whether the account is one of those on which the rule is tried; nobody knows: it is none."""
    drawn = facts.get("author.share")
    return isinstance(drawn, int) and drawn < rule.share


def wanted(rule: Rule, said: Outcome) -> tuple[Action, ...]:
    """All that a rule asks for, irreversible things too. Not known is not the same as no."""
    if said.state is not State.UNKNOWN:
        return rule.then if said.state is State.FIRED else ()
    if rule.on_unknown is not None:
        return rule.on_unknown
    return () if _OF_SCANNING.isdisjoint(said.unknown) else rule.fallback


def _by_action(told: Iterable[tuple[Rule, Outcome]]) -> list[tuple[Action, tuple[str, ...]]]:
    asked: list[Action] = []
    rules: dict[str, list[str]] = {}
    for rule, said in told:
        for action in rule.then if said[3] is State.FIRED else wanted(rule, said):
            if action.text in rules:
                rules[action.text].append(said[0])
            else:
                rules[action.text] = [said[0]]
                asked.append(action)
    return [(action, tuple(rules[action.text])) for action in ordered(asked)]


def _proposal(policy: Policy, action: Action, ids: tuple[str, ...]) -> Proposal:
    one = {rule.id for rule in policy.rules if rule.human is Human.ONE}
    return Proposal(action.text, Human.ONE if one.issuperset(ids) else Human.TWO, ids)
