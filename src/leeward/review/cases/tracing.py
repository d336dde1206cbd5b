"""Rules that brought a case here, each with its title, its reason and what it asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from leeward.model.errors import PolicyError
from leeward.policy import record
from leeward.policy.evaluate import Outcome
from leeward.policy.parse import parse_bundle
from leeward.policy.past.explain import redacted
from leeward.policy.rules import Mode, Policy, State
from leeward.policy.source.bundle import from_text
from leeward.policy.values import shown
from leeward.review.cases.facts import RuleTold, Step
from leeward.review.ground import Ground
from leeward.store.connection import Connection
from leeward.store.policies import history

_MOST = 16  # policies of the past, kept read


@dataclass(frozen=True, slots=True)
class Tracing:
    """Reads decisions under the policies that made them."""

    ground: Ground
    read: dict[str, Policy] = field(default_factory=dict, repr=False)

    async def rules(self, connection: Connection, made: Sequence[Any]) -> tuple[RuleTold, ...]:
        """Every rule that fired or could not be told, as the last decision in which it did says. A private
        rule is told of only as one. made: rows of decisions, in their order."""
        found: dict[str, RuleTold] = {}
        for row in made:
            policy = await self._policy(connection, row["policy"])
            for one in _told(policy, row["evaluation"]):
                found[one.name] = one
        return tuple(sorted(found.values(), key=lambda one: (not one.fired, one.is_shadow)))

    async def _policy(self, connection: Connection, digest: str) -> Policy | None:
        """None: its text does not read any more, so nobody can tell which rules are private."""
        now = self.ground.policy()
        if now.digest == digest:
            return now
        if digest not in self.read:
            text = await history.text(connection, digest)
            try:
                policy = parse_bundle(from_text(text or ""))
            except PolicyError:
                return None
            if len(self.read) >= _MOST:
                self.read.clear()
            self.read[digest] = policy
        return self.read[digest]


def _told(policy: Policy | None, written: str) -> Iterator[RuleTold]:
    if policy is None:
        return
    for said in redacted(record.from_json(written), policy).outcomes:
        if said.state is not State.NOT:
            yield _rule(policy, said)


def _rule(policy: Policy, said: Outcome) -> RuleTold:
    rule = policy.rule(said.rule)
    return RuleTold(
        name=said.rule,
        title=rule.title if rule else said.rule,
        fired=said.state is State.FIRED,
        is_shadow=said.mode is Mode.SHADOW,
        because=said.because or "",
        missing=said.unknown,
        steps=tuple(
            Step(one.term, " · ".join(shown(value) for value in one.values), one.result) for one in said.trace
        ),
    )
