"""One decision that is made and not written yet: what it asks for, and what the ledger is told of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from leeward.model.cases import HOLDS
from leeward.model.findings import Json
from leeward.model.look import Look
from leeward.pipeline.recording import Note
from leeward.policy import record
from leeward.policy.evaluate import Evaluation, Proposal, Wish
from leeward.policy.frames import canonical
from leeward.policy.past.explain import redacted
from leeward.policy.rules import Policy, State, When
from leeward.store.arrivals.looks import Standing
from leeward.store.policies.decisions import Earlier, Maker, NewCase, NewDecision

CANARY_BANK = "leeward-canary"
CANARY = "canary"  # the action of a decision about one of ours
QUIET = ("label:", "nothing", CANARY)  # actions that want nobody


@dataclass(frozen=True, slots=True)
class Made:
    """One decision. hours: after which what it holds is let go; None: never, or it holds nothing."""

    post: Standing
    frame: bytes
    evaluation: Evaluation
    actions: tuple[str, ...]
    hours: int | None = None

    @property
    def wants_people(self) -> bool:
        """Whether it opens a case."""
        return any(not action.startswith(QUIET) for action in self.actions)

    @property
    def is_early(self) -> bool:
        """Whether nobody has looked yet."""
        return self.evaluation.at is When.ARRIVAL

    @property
    def lets_go(self) -> bool:
        """Whether what was held until somebody looked may be shown: every media was looked at and is on no
        list, and nothing in the policy wants people. Not known is never that."""
        looked = all(row["is_final"] and row["look"] == Look.LOOKED for row in self.post.media)
        return looked and not self.is_early and not listed(self.post) and not self.wants_people

    def is_as(self, earlier: Earlier | None) -> bool:
        """Whether the same was decided before, from the same facts, under the same policy."""
        return earlier is not None and (
            (earlier.policy, earlier.actions) == (self.evaluation.policy, self.actions)
            and canonical(earlier.frame) == self.frame
            and canonical(earlier.evaluation) == record.to_json(self.evaluation)
        )

    def after_lapse(self) -> "Made":
        """The same about a post of which a hold has lapsed: what would lapse again is not held again."""
        if self.hours is None:
            return self
        return replace(self, actions=tuple(one for one in self.actions if one not in HOLDS), hours=None)

    def row(self) -> NewDecision:
        """As it is kept."""
        told = record.to_json(self.evaluation).decode()
        return NewDecision(self.post.item, self.post.rounds + 1, self.frame.decode(), told, self.actions)

    def case(self) -> NewCase:
        """The case that it opens, or adds to."""
        queues = [one.partition(":")[2] for one in self.actions if one.startswith("queue:")]
        is_exact = any(row["is_exact"] and row["bank"] != CANARY_BANK for row in self.post.matches)
        queue = queues[0] if queues else "held"
        actions = tuple(one for one in self.actions if one != CANARY)
        waits_for_look = self.is_early and all(one in HOLDS or one.startswith(QUIET) for one in actions)
        new = NewCase(self.post.item, self.post.server, queue, actions, is_exact)
        return replace(new, is_early=waits_for_look, hours=self.hours)

    def note(self, decision: int | None, maker: Maker, policy: Policy) -> Note:
        """What the ledger is told: nothing of what private rules say, nor names in what only they want."""
        told = redacted(self.evaluation, policy)
        public = _public(policy, self.evaluation)
        body: dict[str, Json] = {
            "decision": decision,
            "policy": maker.policy,
            "code": maker.code,
            "frame": json.loads(self.frame),
            "actions": [_unnamed(one, public) for one in self.actions],
            "proposals": [_unnamed(one.action, public) for one in self.evaluation.proposals],
            "rules": [one.rule for one in told.outcomes if one.state is State.FIRED],
            "unknown": list(told.unknown_rules),
            "lists": _lists(self.post),
        }
        return Note("post.decided", body, item=self.post.item)


def _public(policy: Policy, evaluation: Evaluation) -> frozenset[str]:
    """What rules that are not private ask for, and the queues into which their proposals go."""
    rules = {rule.id: rule for rule in policy.rules if not rule.is_private}
    wishes: tuple[Wish | Proposal, ...] = (*evaluation.actions, *evaluation.proposals)
    asked = {one.action for one in wishes if not rules.keys().isdisjoint(one.rules)}
    proposing = (rules[name] for one in evaluation.proposals for name in one.rules if name in rules)
    return frozenset(asked.union(action.text for rule in proposing for action in rule.fallback))


def _unnamed(action: str, public: frozenset[str]) -> str:
    """The action; without the name of a queue or label that only private rules know: it may tell too much."""
    kind, colon, _ = action.partition(":")
    return f"{kind}:(private)" if colon and action not in public else action


def wished(policy: Policy, evaluation: Evaluation) -> tuple[str, ...]:
    """What is to be done; and what is only proposed goes into its rule's queue: somebody must see it."""
    actions = tuple(wish.action for wish in evaluation.actions)
    proposing = (policy.rule(name) for one in evaluation.proposals for name in one.rules)
    queues = dict.fromkeys(action.text for rule in proposing if rule for action in rule.fallback)
    return (*actions, *(queue for queue in queues if queue not in actions))


def hold_hours(policy: Policy, evaluation: Evaluation) -> int | None:
    """After how many hours all that this holds is let go by itself, if nobody decides; None: never, or it
    holds nothing."""
    holds = [wish for wish in evaluation.actions if wish.action in HOLDS]
    hours = [one for wish in holds for one in _hours(policy, wish)]
    return max((one for one in hours if one is not None), default=None) if None not in hours else None


def _hours(policy: Policy, wish: Wish) -> Sequence[int | None]:
    return [rule.for_hours for name in wish.rules if (rule := policy.rule(name))]


def listed(post: Standing) -> list[Mapping[str, object]]:
    """Its matches but for those with our own pictures."""
    return [row for row in post.matches if row["bank"] != CANARY_BANK]


def is_canary(post: Standing) -> bool:
    """Whether every media is a canary: one of them beside something else is none."""
    found = {row["media"] for row in post.matches if row["bank"] == CANARY_BANK}
    return bool(found) and found == {row["id"] for row in post.media}


def _lists(post: Standing) -> Json:
    """Which lists answered, in which version, and how far: enough to ask again, nothing of their entries."""
    found: dict[tuple[str, str, str], int] = {}
    for row in post.matches:
        key = (row["bank"], row["bank_digest"], row["kind"])
        found[key] = min(found.get(key, row["distance"]), row["distance"])
    return [
        {"bank": bank, "version": version, "kind": kind, "distance": distance}
        for (bank, version, kind), distance in sorted(found.items())
    ]
