"""Raises alarms for what is wrong, ends them when it is not any more, and sees that everybody is told."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from leeward.canary.screen import Screen
from leeward.canary.telling import Tell
from leeward.model.errors import NotSent
from leeward.store.connection import Store
from leeward.store.watch import alarms
from leeward.store.watch.alarms import Manners, Untold

AGAIN = timedelta(hours=24)
RETRY = timedelta(minutes=2)  # longer than any channel takes: nobody else tells the same meanwhile

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Alarming:
    """screen: what is the matter now. channels: everybody who is to be told. clock: UTC."""

    store: Store
    screen: Callable[[], Awaitable[Screen]]
    channels: Mapping[str, Tell]
    clock: Callable[[], datetime]

    async def alarm_round(self) -> None:
        """See what is wrong, and tell who does not know yet. Killed between telling and writing that down, it
        tells again. Raises: DatabaseError."""
        problems = (await self.screen()).problems
        now = self.clock()
        async with self.store.transaction() as connection:
            await alarms.set_all(connection, problems, now)
            manners = Manners(now - AGAIN, now - RETRY)
            untold = await alarms.claim(connection, list(self.channels), manners, now)
        await asyncio.gather(*(self._tell(one) for one in untold))
        async with self.store.transaction() as connection:
            await alarms.forget(connection, list(self.channels))

    async def _tell(self, untold: Untold) -> None:
        try:
            await self.channels[untold.channel](untold, self.clock())
        except NotSent as error:
            log.warning("alarm.not_told", alarm=untold.alarm, channel=untold.channel, said=error.message)
            async with self.store.transaction() as connection:
                await alarms.not_told(connection, untold, error.message)
        else:
            log.info("alarm.told", alarm=untold.alarm, channel=untold.channel, is_over=untold.is_over)
            async with self.store.transaction() as connection:
                await alarms.told(connection, untold, self.clock())
