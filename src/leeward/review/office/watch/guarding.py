"""Guards, as people see them and switch them."""

from dataclasses import dataclass
from datetime import timedelta

from leeward.model.errors import UsageError
from leeward.pipeline import guarding
from leeward.pipeline.guarding import Seen
from leeward.policy.facts import nearest
from leeward.policy.rules import Guard, Policy
from leeward.review.office.bench import Bench
from leeward.store import servers
from leeward.store.policies import guards
from leeward.store.policies.guards import EVERYWHERE, Place, Switch


@dataclass(frozen=True, slots=True)
class Standing:
    """One guard of the policy in force. on: where it is on, or where people were told of a surge.

    seen: what it sees now, at each protected server.
    """

    guard: Guard
    on: tuple[Switch, ...]
    seen: tuple[Seen, ...]


async def standings(bench: Bench, policy: Policy | None = None) -> tuple[list[Standing], dict[int, str]]:
    """Each guard of a policy, and the domains of the protected servers. policy: None: the one in force."""
    at = bench.recorder.clock()
    async with bench.store.session() as connection:
        names = {one.id: one.domain for one in await servers.every(connection) if one.is_watched}
        open_ = await guards.opened(connection, at)
        found = []
        for guard in (policy or bench.in_force()).guards:
            on = tuple(one for one in open_ if one.place.guard == guard.id)
            seen = [await guarding.seen(connection, guard, server, at) for server in names]
            found.append(Standing(guard, on, tuple(one for each in seen for one in each)))
    return found, names


async def switch_on(bench: Bench, name: str, hours: int | None, by: str) -> Switch:
    """Switch a guard on for everything. hours: None: as many as the policy says.

    Raises: UsageError: there is no such guard, or it is on for everything.
    """
    guard, at = _guard(bench, name), bench.recorder.clock()
    until = at + timedelta(hours=hours or guard.hours)
    place, said = Place(guard.id, EVERYWHERE, ""), f"{by} switched it on"
    new = Switch(place, is_on=True, since=at, until=until, said=said, by=by)
    async with bench.store.transaction() as connection:
        if not await guarding.switch_on(connection, bench.recorder, new):
            raise UsageError(f"the guard {name} is on", f"end it first: leeward policy guards off {name}")
    return new


async def switch_off(bench: Bench, name: str, by: str) -> list[Switch]:
    """End a guard wherever it is on; gives where that was. Raises: UsageError: it is on nowhere."""
    async with bench.store.transaction() as connection:
        ended = await guarding.switch_off(connection, bench.recorder, name, by)
    if not ended:
        raise UsageError(f"the guard {name} is on nowhere", "see: leeward policy guards")
    return ended


def _guard(bench: Bench, name: str) -> Guard:
    for guard in bench.in_force().guards:
        if guard.id == name:
            return guard
    ids = tuple(guard.id for guard in bench.in_force().guards)
    hint = nearest(name, ids) if ids else "the policy has none; how one is written: docs/howto/brakes.md"
    raise UsageError(f"the policy has no guard {name}", hint)
