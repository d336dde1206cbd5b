"""Looks after community holds: counts whom the configuration trusts, and tells when all have stopped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.pipeline.complaints import trust
from leeward.pipeline.decide.folding import Fold
from leeward.store.connection import Store
from leeward.store.watch import alarms

ALARM = "community:paused"


@dataclass(frozen=True, slots=True)
class Community:
    """For a schedule. trusted: domains or sources. fold: of this process. clock: UTC."""

    store: Store
    fold: Fold
    trusted: Sequence[str]
    clock: Callable[[], datetime]

    async def watch(self) -> None:
        """Trust who is newly trusted; raise the alarm while no complaint can hold anything, and end it after.
        Raises: DatabaseError."""
        now = self.clock()
        async with self.store.transaction() as connection:
            await trust(connection, self.trusted, now)
        async with self.store.transaction() as connection:
            await self.fold.read_on(connection)
            pause = self.fold.state.pause
            if pause and now < pause.until:
                said = (
                    f"complaints hold nothing until {pause.until:%Y-%m-%d %H:%M} UTC: {pause.why}; "
                    "people are still shown every complaint"
                )
                await alarms.raise_(connection, ALARM, said, now)
            else:
                await alarms.clear(connection, ALARM, now)
