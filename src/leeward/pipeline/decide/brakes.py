"""Holds rules back: those that nobody promoted, that have come to a limit, and that are braked."""

from dataclasses import dataclass
from datetime import datetime

from leeward.pipeline import braking
from leeward.pipeline.recording import Recorder
from leeward.policy.evaluate import Evaluation
from leeward.policy.rules import Mode, Per, Policy, Rule
from leeward.policy.watch.brakes import NEW_FOR, SoFar, Tally, Used, period, tally
from leeward.store.connection import Connection
from leeward.store.policies import brakes
from leeward.store.policies.brakes import Asked, Counted


@dataclass(frozen=True, slots=True)
class StoredBrakes:
    """Makes brakes from what the database says. Trouble with it ends the transaction: a brake that could not
    be read is never taken for one that is not there."""

    recorder: Recorder

    async def before(self, connection: Connection, policy: Policy, now: datetime) -> "StoredBrake":
        """The brake for the decisions that are made now. Where something is limited, nobody else decides
        until the transaction ends: the limit is exact. Raises: DatabaseError."""
        if policy.quota or any(rule.limit for rule in policy.rules):
            await brakes.alone(connection)
        enforced = [rule for rule in policy.rules if rule.mode is Mode.ENFORCE]
        asked = [Asked(rule.core, _since(rule, now)) for rule in enforced]
        found = await brakes.rules(connection, asked, now - NEW_FOR)
        known = {
            rule.id: SoFar(
                is_promoted=one.is_promoted,
                is_braked=one.is_braked,
                used=one.used,
                lifts=one.lifts,
                is_new=one.is_new,
                asked=one.asked,
                fired=one.fired,
            )
            for rule, one in zip(enforced, found, strict=True)
        }
        return StoredBrake(tally(policy, known, await _quotas(connection, policy, now), now), self.recorder)


@dataclass(frozen=True, slots=True)
class StoredBrake:
    """The brake of one batch of decisions."""

    tally: Tally
    recorder: Recorder

    def demoted(self) -> frozenset[str]:
        """Ids of the rules that are in shadow for the next post, whatever their mode."""
        return self.tally.demoted()

    def count(self, evaluation: Evaluation) -> None:
        """One post was decided so."""
        self.tally.count(evaluation)

    async def keep(self, connection: Connection) -> None:
        """Write what was counted and what takes hold, in the transaction of the decisions."""
        known = self.tally
        hour, _ = period(Per.HOUR, known.at)
        counted = [
            Counted(*key, known.asked[key], known.fired[key], known.unknown[key])
            for key in known.asked | known.unknown
        ]
        await brakes.count_actions(connection, known.wished, known.at.date())
        await braking.strike(connection, self.recorder, known.policy, known.strikes)
        await brakes.count(connection, counted, hour)


def _since(rule: Rule, now: datetime) -> datetime | None:
    return period(rule.limit.per, now)[0] if rule.limit else None


async def _quotas(connection: Connection, policy: Policy, now: datetime) -> dict[str, Used]:
    if not policy.quota:
        return {}
    midnight, _ = period(Per.DAY, now)
    found = await brakes.quotas(connection, sorted(policy.quota), midnight)
    return {action: Used(*told) for action, told in found.items()}
