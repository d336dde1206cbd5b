"""Decides posts anew when something became known of them, and posts of newcomers before anybody looked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.findings import Json
from leeward.pipeline.decide.deciding import Decider
from leeward.policy.rules import When
from leeward.store.arrivals import looks
from leeward.store.connection import Store
from leeward.store.policies import decisions
from leeward.store.queue import enqueue

_NEW_S = 600.0  # what is older is greeted when its look begins
_GREETED_AT_ONCE = 200
_LOST_AFTER_S = 300.0
_LOST_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Deciding:
    """The rows are the truth: whoever is killed has decided nothing, and is asked again. clock: UTC."""

    store: Store
    decider: Callable[[], Decider]
    clock: Callable[[], datetime]

    async def decide(self, payload: Mapping[str, Json]) -> None:
        """The handler of DECIDE jobs. A post of which something is still to be looked at, and that matches
        nothing yet, is decided when that is done. Raises: DatabaseError: nothing is written; the job comes
        again."""
        told = payload.get("items")
        items = sorted(one for one in told if isinstance(one, int)) if isinstance(told, list) else []
        if items:
            async with self.store.transaction() as connection:
                await looks.lock_items(connection, items)
                await self.decider().decide(connection, items)
                await decisions.was_asked(connection, items)

    async def greet(self, items: Sequence[int]) -> None:
        """Decide what the policy wants of posts that just came, before anybody looks at them; costs nothing
        if it wants nothing. Raises: DatabaseError: nothing is written."""
        decider = self.decider()
        if decider.asks_early and items:
            async with self.store.transaction() as connection:
                if fresh := await looks.lock_fresh(connection, items):
                    await decider.decide(connection, fresh, When.ARRIVAL)

    async def greet_new(self) -> None:
        """As `greet`, all that came in the last minutes: who looks may be far behind. For a schedule."""
        decider = self.decider()
        is_more = decider.asks_early
        while is_more:
            async with self.store.transaction() as connection:
                since = self.clock() - timedelta(seconds=_NEW_S)
                fresh = await looks.lock_arrived(connection, since, _GREETED_AT_ONCE)
                await decider.decide(connection, fresh, When.ARRIVAL)
            is_more = len(fresh) == _GREETED_AT_ONCE

    async def recall(self) -> None:
        """Write jobs anew for posts whose job is gone. For a schedule. Raises: DatabaseError."""
        async with self.store.transaction() as connection:
            before = self.clock() - timedelta(seconds=_LOST_AFTER_S)
            found = await decisions.unasked(connection, before, _LOST_AT_ONCE)
            await enqueue(connection, decisions.ask_jobs(found, "decide-again"))
