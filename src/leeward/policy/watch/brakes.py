"""When a rule is held back, whatever its mode: from counts and verdicts alone. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from leeward.policy.evaluate import Evaluation
from leeward.policy.language.tree import terms_of, text_of
from leeward.policy.rules import Limit, Mode, Per, Policy, Rule, State

NEW_FOR = timedelta(hours=24)  # so long after its promotion a rule is new
FEWEST_HITS = 5  # of a new rule, before its share says anything
MOST_SHARE = 0.02  # of the posts that a new rule was asked about
REVIEWED = 10  # the last so many verdicts on a rule's hits
MOST_OVERTURNED = 4  # of these; one more and it is held back

_LOUD = "THIS STOPS THE HOLDING OF KNOWN MEDIA: they stay up meanwhile"
_ONLY_ASKS = ("queue", "label", "alarm")  # actions that do nothing to a post or an account
_OF_KNOWN_MEDIA = ("match.exact", "match.verified")


class Kind(StrEnum):
    """Why a rule is held back."""

    LIMIT = "limit"  # its own, for the rest of the hour, day or week
    QUOTA = "quota"  # of an action that it wants, for the rest of the day
    NEW = "new"  # it is new and hits too many posts
    OVERTURNED = "overturned"  # people released too much of what it held
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class Strike:
    """A brake that takes hold now. subject: the rule's id, or of a quota the action. until: UTC; None: until
    a person lifts it. said: a sentence, without anything of a post or a list."""

    kind: Kind
    subject: str
    said: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is known of one rule before a post. is_braked: by a brake that only a person lifts.

    used: hits in force in its limit's period. lifts: of its limit in that period, each worth as many again.
    is_new, asked, fired: in force since it was promoted, if that is not long ago and nobody has lifted that
    brake; asked counts the posts of which it knew an answer.
    """

    is_promoted: bool = True
    is_braked: bool = False
    used: int = 0
    lifts: int = 0
    is_new: bool = False
    asked: int = 0
    fired: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """How often an action was wished for today; lifts: of its quota, each worth as many again."""

    number: int = 0
    lifts: int = 0


_UNHELD = SoFar()


def period(per: Per, at: datetime) -> tuple[datetime, datetime]:
    """The hour, day or week (from Monday) in which that falls, UTC: (its begin, its end)."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    match per:
        case Per.HOUR:
            return hour, hour + timedelta(hours=1)
        case Per.DAY:
            return day, day + timedelta(days=1)
        case Per.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)


def is_used_up(most: int, used: int, lifts: int) -> bool:
    """Whether no more may follow. Each time that a person lifts it, as many may again."""
    return used >= most * (1 + lifts)


def is_too_keen(asked: int, fired: int) -> bool:
    """Whether a new rule hits more than was meant.

    Source: MediaWiki's extension AbuseFilter, its emergency disabling, with other numbers.
    """
    return fired >= FEWEST_HITS and fired > MOST_SHARE * asked


def is_overturned(verdicts: Sequence[bool]) -> bool:
    """Whether people disagree with a rule. verdicts: on its hits, newest first; True: overturned."""
    return sum(verdicts[:REVIEWED]) > MOST_OVERTURNED


def stops_known_media(rule: Rule) -> bool:
    """Whether what it holds is the same, byte for byte, as something on a list."""
    return any(name in text_of(term) for term in terms_of(rule.when) for name in _OF_KNOWN_MEDIA)


def acts(rule: Rule) -> bool:
    """Whether it does anything to a post or an account by itself.

    What only brings posts to people is held back neither for being new nor for their verdicts: they look as
    much of it is harmless, and complaints and what nobody could look at always reach them.

    Source: MediaWiki's extension AbuseFilter, which disables only the dangerous actions of a filter.
    """
    asked = (action.kind for action in (*rule.then, *(rule.on_unknown or ())))
    return any(kind.name not in _ONLY_ASKS and not kind.is_irreversible for kind in asked)


def called(rule: Rule) -> str:
    """Its name outside the policy: nothing of a private one but its digest."""
    return f"private-{rule.digest[:12]}" if rule.is_private else rule.id


@dataclass(slots=True)
class Tally:
    """Counts post after post, each one under what the ones before have used up.

    rules: by id, of those that are to be enforced. quotas: by action, of those that have one. at: UTC.
    """

    policy: Policy
    rules: dict[str, SoFar]
    quotas: dict[str, Used]
    at: datetime
    asked: Counter[tuple[str, bool]] = field(default_factory=Counter)  # by core, and whether in force
    fired: Counter[tuple[str, bool]] = field(default_factory=Counter)
    unknown: Counter[tuple[str, bool]] = field(default_factory=Counter)  # not among those asked
    wished: Counter[str] = field(default_factory=Counter)
    strikes: list[Strike] = field(default_factory=list)
    _struck: set[tuple[Kind, str]] = field(default_factory=set)
    _demoted: frozenset[str] | None = None
    _by_id: dict[str, Rule] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id = {rule.id: rule for rule in self.policy.rules if rule.mode is not Mode.OFF}
        spent = ((Kind.QUOTA, action) for action in self.quotas if self._is_spent(action))
        over = ((Kind.LIMIT, rule.id) for rule in self._by_id.values() if self._is_over(rule))
        self._struck.update(spent, over)  # used up before: nothing new to tell

    def demoted(self) -> frozenset[str]:
        """Ids of the rules that may only note for the next post."""
        if self._demoted is None:
            spent = {action for action in self.quotas if self._is_spent(action)}
            enforced = (rule for rule in self._by_id.values() if rule.mode is Mode.ENFORCE)
            self._demoted = frozenset(rule.id for rule in enforced if self._is_held(rule, spent))
        return self._demoted

    def count(self, evaluation: Evaluation) -> None:
        """One more post was decided so."""
        for said in evaluation.outcomes:
            rule = self._by_id.get(said.rule)
            is_enforced = said.mode is Mode.ENFORCE
            if rule and said.state is State.UNKNOWN:
                self.unknown[rule.core, is_enforced] += 1
            elif rule:
                self._count(rule, is_enforced, said.state is State.FIRED)
        wished = [*(one.action for one in evaluation.actions), *(one.action for one in evaluation.proposals)]
        for action in wished:
            if action in self.quotas:
                self._spend(action)

    def _count(self, rule: Rule, is_enforced: bool, is_hit: bool) -> None:
        self.asked[rule.core, is_enforced] += 1
        if not is_hit:
            return
        self.fired[rule.core, is_enforced] += 1
        if rule.limit and self._is_over(rule):
            _, until = period(rule.limit.per, self.at)
            self._strike(Strike(Kind.LIMIT, rule.id, _limit_said(rule, rule.limit), until))
        known, key = self._known(rule), (rule.core, True)
        asked, fired = known.asked + self.asked[key], known.fired + self.fired[key]
        if known.is_new and is_enforced and acts(rule) and is_too_keen(asked, fired):
            self._strike(Strike(Kind.NEW, rule.id, _new_said(rule, asked, fired)))

    def _spend(self, action: str) -> None:
        self.wished[action] += 1
        if self._is_spent(action):
            _, until = period(Per.DAY, self.at)
            said = _quota_said(action, self.policy.quota[action])
            self._strike(Strike(Kind.QUOTA, action, said, until))

    def _strike(self, strike: Strike) -> None:
        if (strike.kind, strike.subject) not in self._struck:
            self._struck.add((strike.kind, strike.subject))
            self.strikes.append(strike)
            self._demoted = None

    def _is_held(self, rule: Rule, spent: set[str]) -> bool:
        known = self._known(rule)
        return (
            not known.is_promoted
            or known.is_braked
            or (Kind.NEW, rule.id) in self._struck
            or self._is_over(rule)
            or _is_stopped_by(rule, spent)
        )

    def _known(self, rule: Rule) -> SoFar:
        return self.rules.get(rule.id, _UNHELD)

    def _is_over(self, rule: Rule) -> bool:
        known = self._known(rule)
        used = known.used + self.fired[rule.core, True]
        return rule.limit is not None and is_used_up(rule.limit.most, used, known.lifts)

    def _is_spent(self, action: str) -> bool:
        used = self.quotas[action]
        return is_used_up(self.policy.quota[action], used.number + self.wished[action], used.lifts)


def tally(policy: Policy, rules: Mapping[str, SoFar], quotas: Mapping[str, Used], at: datetime) -> Tally:
    """A tally that begins with what is known."""
    return Tally(policy, dict(rules), {name: quotas.get(name, Used()) for name in policy.quota}, at)


def by_hand(rule: Rule, why: str) -> Strike:
    """A person holds a rule back."""
    return Strike(Kind.BY_HAND, rule.id, _loud(rule, f"a person holds the rule {called(rule)} back: {why}"))


def overturned(rule: Rule, verdicts: Sequence[bool]) -> Strike:
    """People disagree with a rule. verdicts: newest first."""
    looked = verdicts[:REVIEWED]
    said = f"the rule {called(rule)}: people overturned {sum(looked)} of its last {len(looked)} reviewed hits"
    return Strike(Kind.OVERTURNED, rule.id, _loud(rule, said))


def _limit_said(rule: Rule, limit: Limit) -> str:
    return _loud(rule, f"the rule {called(rule)} has come to its limit of {limit.most} a {limit.per}")


def _new_said(rule: Rule, asked: int, fired: int) -> str:
    return _loud(rule, f"the rule {called(rule)} is new and hit {fired} of the first {asked} posts")


def _quota_said(action: str, most: int) -> str:
    said = f"{action} was wished for {most} times today, its quota: rules that want it only note today"
    return f"{said}, but for known media"


def _is_stopped_by(rule: Rule, spent: set[str]) -> bool:
    """Whether it wants what is used up. Else whoever uses a quota up with harmless posts could then post what
    is on a list; what a bad list does in an hour, the fuse stops.
    """
    wanted = any(action.text in spent for action in (*rule.then, *(rule.on_unknown or ())))
    return wanted and not stops_known_media(rule)


def _loud(rule: Rule, said: str) -> str:
    alone = f"{said}: from now on it only notes"
    return f"{alone}. {_LOUD}" if stops_known_media(rule) else alone
