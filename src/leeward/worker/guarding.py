"""Watches over the policy itself: surges, rules that people overturn, and brakes whose time is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from leeward.pipeline import braking, guarding
from leeward.pipeline.recording import Recorder
from leeward.policy.rules import Guard, Mode, Policy
from leeward.policy.watch.brakes import REVIEWED, acts, is_overturned, overturned
from leeward.policy.watch.surge import State
from leeward.store import servers
from leeward.store.connection import Store
from leeward.store.policies import brakes, hours
from leeward.store.policies.brakes import Verdicts

KEPT = timedelta(days=100)  # counts of rules
SEEN = timedelta(days=80)  # counts of what happened: a little more than is ever read


@dataclass(slots=True)
class Guarding:
    """policy: the one in force now."""

    store: Store
    recorder: Recorder
    policy: Callable[[], Policy]
    _judged: Verdicts | None = None

    async def watch(self) -> None:
        """See whether there is a surge, and end what is over. Two workers at once do it once.

        Raises: DatabaseError.
        """
        async with self.store.transaction() as connection:
            await braking.end_over(connection, self.recorder)
            await guarding.end_over(connection, self.recorder)
        async with self.store.session() as connection:
            watched = [one.id for one in await servers.every(connection) if one.is_watched]
        for guard in self.policy().guards:
            for server in watched:
                await self._watch(guard, server)

    async def _watch(self, guard: Guard, server: int) -> None:
        async with self.store.session() as connection:
            found = await guarding.seen(connection, guard, server, self.recorder.clock())
        for one in found:
            if one.reading.state is State.SURGE:
                async with self.store.transaction() as connection:
                    await guarding.surged(connection, self.recorder, guard, one)

    async def judge(self) -> None:
        """Hold rules back that people overturn, if anything was decided since. Raises: DatabaseError."""
        policy = self.policy()
        enforced = {rule.id: rule for rule in policy.rules if rule.mode is Mode.ENFORCE and acts(rule)}
        async with self.store.transaction() as connection:
            newest = await brakes.verdicts(connection)
            if newest == self._judged:
                return
            cores = {name: rule.core for name, rule in enforced.items()}
            found = await brakes.reviewed(connection, cores, REVIEWED)
            bad = {name: told for name, told in found.items() if is_overturned(told)}
            strikes = [overturned(enforced[name], told) for name, told in bad.items()]
            await braking.strike(connection, self.recorder, policy, strikes)
        self._judged = newest

    async def forget(self) -> None:
        """Forget counts that nothing is measured against any more. Raises: DatabaseError."""
        now = self.recorder.clock()
        async with self.store.transaction() as connection:
            await brakes.forget(connection, now - KEPT)
            await hours.forget(connection, now - SEEN)
