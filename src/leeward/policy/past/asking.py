"""Many posts through the rules of several policies: what they share is asked once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leeward.policy.evaluate import outcome, wanted
from leeward.policy.past.posts import Past
from leeward.policy.rules import Mode, Policy, Rule, State, When
from leeward.policy.values import Facts

_NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said of one post. actions: as written; what cannot be undone is a proposal in its queue.

    is_held_back: the account is outside the rule's share.
    """

    state: State
    actions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    is_held_back: bool = False


NOT = Said(State.NOT)


@dataclass(slots=True)
class Asker:
    """Asks rules. spent: nanoseconds for each rule asked, by its core, of the posts that were timed; timed:
    how many posts that were. tick: a clock, nanoseconds.
    """

    rules: Sequence[Rule]
    tick: Callable[[], int]
    every: int = 16  # posts, of which one is timed
    spent: dict[str, int] = field(default_factory=dict)
    timed: int = 0
    _count: int = 0
    _keyed: tuple[tuple[str, Rule], ...] = field(init=False)

    def __post_init__(self) -> None:
        self._keyed = tuple((key_of(rule), rule) for rule in self.rules)

    def ask(self, past: Past) -> dict[str, Said]:
        """What each rule said, by `key_of`; a rule whose moment never came is left out."""
        self._count += 1
        if self._count % self.every != 1 and self.every > 1:
            return self._asked(past)
        self.timed += 1
        return self._timed(past)

    def _asked(self, past: Past) -> dict[str, Said]:
        found: dict[str, Said] = {}
        known = {at: past.known(at) for at in When}
        for key, rule in self._keyed:
            facts = known[rule.at]
            if facts is not None:
                found[key] = _said(rule, facts)
        return found

    def _timed(self, past: Past) -> dict[str, Said]:
        found: dict[str, Said] = {}
        for key, rule in self._keyed:
            facts = past.known(rule.at)
            if facts is None:
                continue
            began = self.tick()
            found[key] = _said(rule, facts)
            self.spent[rule.core] = self.spent.get(rule.core, 0) + self.tick() - began
        return found


def key_of(rule: Rule) -> str:
    """The same for rules that say the same of every post, whatever their mode."""
    return f"{rule.core}{rule.share}"


def asked_of(*policies: Policy) -> tuple[Rule, ...]:
    """The rules of some policies that are not off, those that say the same once; all as if in force."""
    found = {key_of(rule): rule for one in policies for rule in one.rules if rule.mode is not Mode.OFF}
    return tuple(replace(rule, mode=Mode.ENFORCE) for rule in found.values())


def in_force(policy: Policy) -> tuple[str, ...]:
    """The keys of a policy's rules in force, for `enforced`."""
    return tuple(key_of(rule) for rule in policy.rules if rule.mode is Mode.ENFORCE)


def enforced(keys: Iterable[str], said: Mapping[str, Said]) -> set[str]:
    """All that these rules ask for."""
    actions: set[str] = set()
    for key in keys:
        found = said.get(key, NOT)
        if found.actions and not found.is_held_back:
            actions.update(found.actions)
    return actions


def _said(rule: Rule, facts: Facts) -> Said:
    truth = rule.test(facts, _ignore)
    if truth is False:
        return NOT
    told = outcome(rule, facts)
    asked = wanted(rule, told)
    plain = tuple(action.text for action in asked if not action.kind.is_irreversible)
    final = rule.fallback if len(plain) < len(asked) else ()
    actions = (*plain, *(action.text for action in final))
    is_outside = told.mode is not Mode.ENFORCE
    return Said(told.state, actions, told.unknown if truth is None else _NOBODY, is_outside)


def _ignore(_step: object) -> None:
    return None
