"""Brakes, as people see them, lift them and set them."""

from leeward.app.station import Station, now
from leeward.model.errors import UsageError
from leeward.pipeline import braking
from leeward.policy.facts import nearest
from leeward.policy.rules import Policy, Rule
from leeward.policy.watch.brakes import by_hand, called
from leeward.store.policies import brakes
from leeward.store.policies.brakes import BrakeRow

_LONGEST = 500  # characters of a reason


async def held(station: Station) -> list[BrakeRow]:
    """What holds rules back now, the oldest first."""
    async with station.store.session() as connection:
        return await brakes.opened(connection, now())


async def lift(station: Station, name: str, by: str, why: str) -> list[BrakeRow]:
    """Let a rule go on, or an action with a quota; gives the brakes that held it, also of an older version.

    Raises: UsageError: nothing holds it, or no reason is given.
    """
    said = _reason(why)
    async with station.store.transaction() as connection:
        found = await brakes.opened(connection, now())
        cores = sorted({one.core for one in found if name in {one.rule, one.name}})
        if not cores:
            raise UsageError(f"nothing holds {name} back", "see what does: leeward policy brakes")
        lifted = [await braking.lift(connection, station.recorder, core, by, said) for core in cores]
    return [one for each in lifted for one in each]


async def hold(station: Station, name: str, by: str, why: str) -> bool:
    """Hold a rule of the policy in force back; False: somebody has done that already.

    Raises: UsageError: there is no such rule, or no reason is given.
    """
    strike = by_hand(_rule(station.policy, name), _reason(why))
    async with station.store.transaction() as connection:
        names = await braking.strike(connection, station.recorder, station.policy, [strike], by)
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
