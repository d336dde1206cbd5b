"""Tries a policy on posts that were decided, beside another one, and counts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leeward.policy.language.unknown import names_in
from leeward.policy.past.asking import NOT, Asker, Said, asked_of, enforced, in_force, key_of
from leeward.policy.past.posts import Past, Verdict
from leeward.policy.past.report import Accounts, Change, Example, Judged, OfRule, Report
from leeward.policy.past.shares import Share
from leeward.policy.rules import Mode, Policy, Rule, State, When, policy_of

YEAR_DAYS, FOLLOWED = 365, 1000
MOST_EXAMPLES = 10
_SPREAD, _RANGE = 2_654_435_761, 1 << 32  # Knuth's multiplicative hash: examples from all over


@dataclass(slots=True)
class _Sums:
    """What is counted of one rule."""

    fired: int = 0
    unknown: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    right: int = 0
    judged: int = 0
    newly: int = 0
    no_longer: int = 0
    days: Counter[int] = field(default_factory=Counter)


class Backtest:
    """Counts while posts are added, one after the other; keeps no post but the examples."""

    def __init__(self, new: Policy, old: Policy, tick: Callable[[], int]) -> None:
        """tick: a clock, nanoseconds; only what rules cost is measured by it."""
        self._new, self._old = new, old
        self._rules = [rule for rule in new.rules if rule.mode is not Mode.OFF]
        self._keys = [(rule.id, key_of(rule)) for rule in self._rules]
        self._others = _other_keys(self._rules, old)
        self._before, self._after = in_force(old), in_force(new)
        self._asker = Asker(asked_of(new, old), tick)
        self._facts = sorted({name for rule in self._rules for name in names_in(rule.when)})
        self._known: Counter[str] = Counter()
        self._sums = {rule.id: _Sums() for rule in self._rules}
        self._moves: dict[str, list[int]] = {}
        self._caught, self._verdicts = [0, 0, 0], Counter[tuple[bool, bool, Verdict]]()
        self._accounts: tuple[set[int], ...] = (set(), set(), set(), set())
        self._examples: list[tuple[int, Example]] = []
        self._posts = self._without_arrival = 0

    def add(self, past: Past) -> None:
        """One more post; each only once."""
        self._posts += 1
        self._without_arrival += When.ARRIVAL not in past.frames
        said = self._asker.ask(past)
        facts = past.facts
        self._known.update([name for name in self._facts if name in facts])
        for id_, key in self._keys:
            told = said.get(key, NOT)
            if told is not NOT:
                self._count(self._sums[id_], told, past)
        for id_, key, other in self._others:
            self._compare(self._sums[id_], said.get(key, NOT), said.get(other, NOT))
        before, after = enforced(self._before, said), enforced(self._after, said)
        for action in before | after:
            _move(self._moves.setdefault(action, [0, 0, 0]), action in before, action in after)
        was, will = any(map(_catches, before)), any(map(_catches, after))
        _move(self._caught, was, will)
        if past.verdict and (was or will):
            self._verdicts[was, will, past.verdict] += 1
        if was != will:
            self._changed(past, said, is_newly=will)

    def report(self) -> Report:
        """All that was counted so far."""
        return Report(
            old=self._old.digest,
            new=self._new.digest,
            posts=self._posts,
            without_arrival=self._without_arrival if any(r.at is When.ARRIVAL for r in self._rules) else 0,
            caught=Change("caught", *self._caught),
            changes=tuple(Change(action, *moves) for action, moves in sorted(self._moves.items())),
            judged=self._judged(),
            accounts=Accounts(*map(len, self._accounts)),
            rules=tuple(self._of_rule(rule) for rule in self._rules),
            examples=tuple(example for _, example in self._examples),
        )

    def _count(self, sums: _Sums, said: Said, past: Past) -> None:
        if said.state is State.UNKNOWN:
            sums.unknown += 1
            sums.missing.update(said.unknown)
        elif said.state is State.FIRED:
            sums.fired += 1
            sums.days[past.day] += 1
            sums.judged += past.verdict is not None
            sums.right += past.verdict is Verdict.CONFIRMED

    def _compare(self, sums: _Sums, new: Said, old: Said) -> None:
        is_hit, was_hit = new.state is State.FIRED, old.state is State.FIRED
        sums.newly += is_hit and not was_hit
        sums.no_longer += was_hit and not is_hit

    def _changed(self, past: Past, said: Mapping[str, Said], *, is_newly: bool) -> None:
        facts = past.facts
        if is_newly:
            age, followers = facts.get("author.age_days"), facts.get("author.followers")
            is_long = isinstance(age, int) and age >= YEAR_DAYS
            is_followed = isinstance(followers, int) and followers >= FOLLOWED
            met = (True, facts.get("author.is_local") is True, is_long, is_followed)
            for accounts, is_met in zip(self._accounts, met, strict=True):
                if is_met:
                    accounts.add(past.author)
        policy = self._new if is_newly else self._old
        rules = tuple(_named(rule) for rule in policy.rules if _asks(rule, said))
        place = past.decision * _SPREAD % _RANGE
        if len(self._examples) < MOST_EXAMPLES or place < self._examples[-1][0]:
            example = Example(past.decision, past.case, is_newly, rules, past.verdict)
            self._examples.append((place, example))
            self._examples.sort(key=lambda one: one[0])
            del self._examples[MOST_EXAMPLES:]

    def _never(self, rule: Rule) -> list[str]:
        return [name for name in names_in(rule.when) if self._posts and not self._known[name]]

    def _judged(self) -> Judged:
        return Judged(
            old=self._share(lambda was, _: was),
            new=self._share(lambda _, will: will),
            newly=self._share(lambda was, will: will and not was),
            no_longer=self._share(lambda was, will: was and not will),
        )

    def _share(self, counts: Callable[[bool, bool], bool]) -> Share:
        found = Counter[Verdict]()
        for (was, will, verdict), number in self._verdicts.items():
            if counts(was, will):
                found[verdict] += number
        return Share(found[Verdict.CONFIRMED], found.total())

    def _of_rule(self, rule: Rule) -> OfRule:
        sums = self._sums[rule.id]
        spent = self._asker.spent.get(rule.core, 0)
        return OfRule(
            rule=_named(rule),
            mode=rule.mode,
            fired=sums.fired,
            unknown=sums.unknown,
            missing=() if rule.is_private else tuple(sums.missing.most_common()),
            never=() if rule.is_private else tuple(self._never(rule)),
            judged=Share(sums.right, sums.judged),
            microseconds=round(spent / 1000 / self._asker.timed, 2) if self._asker.timed else 0.0,
            busiest=max(sums.days.values(), default=0),
            newly=sums.newly,
            no_longer=sums.no_longer,
        )


def _named(rule: Rule) -> str:
    """As everybody may know it: of a private rule, only its digest."""
    return f"private {rule.digest[:12]}" if rule.is_private else rule.id


def _other_keys(rules: Sequence[Rule], old: Policy) -> list[tuple[str, str, str]]:
    """Rules that the other policy has not, or otherwise: id, key, and the key of the other one."""
    asked = {rule.id: key_of(rule) for rule in old.rules if rule.mode is not Mode.OFF}
    pairs = [(rule.id, key_of(rule), asked.get(rule.id, "")) for rule in rules]
    return [(id_, key, other) for id_, key, other in pairs if key != other]


def as_enforced(policy: Policy, rule: str) -> Policy:
    """The policy as it would be with this rule in force."""
    rules = tuple(replace(one, mode=Mode.ENFORCE) if one.id == rule else one for one in policy.rules)
    return policy_of(policy.name, rules, policy.tests, policy.guards, policy.quota)


def _move(moves: list[int], was: bool, will: bool) -> None:
    if was or will:
        moves[2 if was and will else 0 if will else 1] += 1


def _catches(action: str) -> bool:
    return not action.startswith("label:")


def _asks(rule: Rule, said: Mapping[str, Said]) -> bool:
    found = said.get(key_of(rule), NOT)
    return rule.mode is Mode.ENFORCE and not found.is_held_back and any(map(_catches, found.actions))
