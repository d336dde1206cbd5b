"""Brakes, as people see them, lift them and set them."""

from leeward.model.errors import UsageError
from leeward.pipeline import braking
from leeward.policy.facts import nearest
from leeward.policy.rules import Policy, Rule
from leeward.policy.watch.brakes import by_hand, called
from leeward.review.office.bench import Bench
from leeward.store.policies import brakes
from leeward.store.policies.brakes import BrakeRow

_LONGEST = 500  # characters of a reason


async def held(bench: Bench) -> list[BrakeRow]:
    """What holds rules back now, the oldest first."""
    async with bench.store.session() as connection:
        return await brakes.opened(connection, bench.recorder.clock())


async def lift(bench: Bench, name: str, by: str, why: str) -> list[BrakeRow]:
    """Let a rule go on, or an action with a quota; gives the brakes that held it, also of an older version.

    Raises: UsageError: nothing holds it, or no reason is given.
    """
    said = _reason(why)
    async with bench.store.transaction() as connection:
        found = await brakes.opened(connection, bench.recorder.clock())
        cores = sorted({one.core for one in found if name in {one.rule, one.name}})
        if not cores:
            raise UsageError(f"nothing holds {name} back", "see what does: leeward policy brakes")
        lifted = [await braking.lift(connection, bench.recorder, core, by, said) for core in cores]
    return [one for each in lifted for one in each]


async def hold(bench: Bench, name: str, by: str, why: str) -> bool:
    """Hold a rule of the policy in force back; False: somebody has done that already.

    Raises: UsageError: there is no such rule, or no reason is given.
    """
    strike = by_hand(_rule(bench.in_force(), name), _reason(why))
    async with bench.store.transaction() as connection:
        names = await braking.strike(connection, bench.recorder, bench.in_force(), [strike], by)
    return bool(names)


def _rule(policy: Policy, name: str) -> Rule:
    for rule in policy.rules:
        if name in {rule.id, called(rule)}:
            return rule
    ids = tuple(rule.id for rule in policy.rules)
    raise UsageError(f"the policy has no rule {name}", nearest(name, ids))


def _reason(why: str) -> str:
    said = why.strip()
    if not said or len(said) > _LONGEST or not said.isprintable():
        raise UsageError("this needs a reason, in one line", "say it with --why TEXT")
    return said
