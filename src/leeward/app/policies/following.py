"""What somebody put in force is in force in every process, within seconds."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from leeward.model.errors import DatabaseError, PolicyError
from leeward.review.office.policies.adopting import InForce, in_force
from leeward.store.connection import Store
from leeward.store.policies import decisions, versions

EVERY_S = 3.0

log = structlog.get_logger()


@dataclass(slots=True)
class Follower:
    """Keeps one process at the newest version. now: what is in force here. take: gets each new one."""

    store: Store
    now: InForce
    take: Callable[[InForce], None]
    clock: Callable[[], datetime]
    _unreadable: int = field(default=0)  # a version that this program cannot read

    async def keep(self, stop: asyncio.Event, every_s: float = EVERY_S) -> None:
        """Until `stop`. A database that is away is no reason to end: the policy stays as it is meanwhile."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every_s)
            try:
                await self.look()
            except DatabaseError as error:
                log.warning("policy.not_followed", said=error.message)

    async def look(self) -> bool:
        """Take the newest version, if it is another; gives whether it was. Raises: DatabaseError."""
        async with self.store.session() as connection:
            number = await versions.newest_number(connection)
            if number in {None, self.now.number, self._unreadable}:
                return False
            newest = await versions.newest(connection)
        assert newest is not None, "versions are never taken away"
        try:
            found = in_force(newest)
        except PolicyError as error:
            self._unreadable = newest.number
            # not what is wrong: it may stand in a private file
            log.warning("policy.unreadable", number=newest.number, cause=type(error).__name__)
            return False
        async with self.store.transaction() as connection:
            await decisions.add_policy(connection, found.policy.digest, newest.text, self.clock())
        self.now = found
        self.take(found)
        log.info("policy.followed", number=found.number, digest=found.policy.digest)
        return True
