"""A living process's heartbeat."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from leeward import __version__
from leeward.model.errors import LeewardError
from leeward.store.connection import Store
from leeward.store.watch import workers
from leeward.store.watch.workers import Worker

EVERY_S = 10.0
FORGOTTEN = timedelta(days=1)  # a process that vanished and never came back is told of for so long

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heart:
    """id: of this process alone. roles: what it does, sorted. started_at, clock: UTC."""

    store: Store
    id: str
    host: str
    roles: tuple[str, ...]
    data_dir: Path
    started_at: datetime
    clock: Callable[[], datetime]

    async def beat(self) -> None:
        """Say once that this process lives, and how much room its disk has. Raises: DatabaseError."""
        now = self.clock()
        free, size = _room(self.data_dir)
        told = Worker(
            self.id, self.host, self.roles, __version__, self.started_at, now, disk_free=free, disk_size=size
        )
        async with self.store.transaction() as connection:
            await workers.beat(connection, told)
            await workers.forget(connection, now - FORGOTTEN)

    async def keep(self, stop: asyncio.Event) -> None:
        """Beat until `stop`, through any trouble of the database, and take leave then."""
        while not stop.is_set():
            with _as_warning():
                await self.beat()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY_S)
        with _as_warning():
            async with self.store.transaction() as connection:
                await workers.leave(connection, self.id)


@contextlib.contextmanager
def _as_warning() -> Iterator[None]:
    try:
        yield
    except LeewardError as error:
        log.warning("heartbeat.missed", said=error.message)


def _room(folder: Path) -> tuple[int, int]:
    """Bytes free and in all, on the disk of a folder that may not be there yet."""
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
    room = shutil.disk_usage(there)
    return room.free, room.total
