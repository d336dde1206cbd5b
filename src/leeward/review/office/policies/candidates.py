"""A rule before its promotion: the policy as it may act now, and as it would then."""

from dataclasses import dataclass, replace

from leeward.model.errors import UsageError
from leeward.policy.facts import nearest
from leeward.policy.rules import Mode, Policy, Rule, policy_of
from leeward.review.office.bench import Bench
from leeward.review.office.policies import adopting
from leeward.store.policies import versions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule before its promotion. now: the policy as its rules may act now. then: as they would."""

    rule: Rule
    now: Policy
    then: Policy


async def candidate(bench: Bench, rule: str, share: int | None, policy: Policy | None = None) -> Candidate:
    """A policy with and without a rule in force: what a backtest compares. policy: None: the one in force.

    Raises: UsageError: there is no such rule.
    """
    policy = policy or bench.in_force()
    async with bench.store.session() as connection:
        promoted = await versions.promoted(connection)
    found = named(policy, rule)
    held = {one.id for one in adopting.waiting(policy.rules, promoted)}
    now = tuple(replace(one, mode=Mode.SHADOW) if one.id in held else one for one in policy.rules)
    wished = replace(found, mode=Mode.ENFORCE, share=share or found.share)
    then = tuple(wished if one.id == rule else one for one in now)
    return Candidate(wished, _with(policy, now), _with(policy, then))


def _with(policy: Policy, rules: tuple[Rule, ...]) -> Policy:
    return policy_of(policy.name, rules, policy.tests, policy.guards, policy.quota)


def named(policy: Policy, name: str) -> Rule:
    """The rule of this name. Raises: UsageError: there is none."""
    found = policy.rule(name)
    if found is None:
        known = tuple(one.id for one in policy.rules)
        raise UsageError(f"the policy in force has no rule {name}", nearest(name, known))
    return found
