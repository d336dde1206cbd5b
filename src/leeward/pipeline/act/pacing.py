"""Paces calls to a server: one budget of patience, shared by every worker of every machine."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from leeward.store.casework import budgets
from leeward.store.casework.budgets import Rate
from leeward.store.connection import Store

RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "read": Rate(1.0, 30),  # 300 in 5 minutes for each token
        "page": Rate(1 / 3, 10),  # 300 in 15 minutes
        "write": Rate(0.5, 15),  # half of what is allowed: a server at work on one need not be hurried
    }
)
"""By kind of call. Source: Mastodon config/initializers/rack_attack.rb, the strictest known."""

_OTHERS = Rate(0.5, 5)


@dataclass(frozen=True, slots=True)
class Pacer:
    """Waits for its turn. clock: UTC. sleep: takes seconds."""

    store: Store
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    rates: Mapping[str, Rate] = field(default_factory=lambda: RATES)

    async def pace(self, server: int, kind: str) -> None:
        """Return when a call of this kind may be made. Raises: DatabaseError."""
        async with self.store.session() as connection:
            rate = self.rates.get(kind, _OTHERS)
            wait_s = await budgets.reserve(connection, server, kind, rate, self.clock())
        if wait_s > 0:
            await self.sleep(wait_s)

    async def hold_off(self, server: int, wait_s: float) -> None:
        """The server asks all of us for patience. Raises: DatabaseError."""
        now = self.clock()
        async with self.store.session() as connection:
            until = now + timedelta(seconds=wait_s)
            await budgets.hold_off(connection, server, [*self.rates], now, until)

    async def asked_until(self, server: int) -> datetime | None:
        """Until when the server asked to be left alone; None: it may be asked now."""
        async with self.store.session() as connection:
            until = await budgets.not_before(connection, server, "write")
        return until if until and until > self.clock() else None
