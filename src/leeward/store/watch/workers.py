"""Living processes of Leeward, on any number of machines, and the room on their disks."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Worker:
    """One process. id: its own. roles: sorted. disk_free, disk_size: bytes, of its data folder."""

    id: str
    host: str
    roles: tuple[str, ...]
    version: str
    started_at: datetime
    seen_at: datetime
    disk_free: int
    disk_size: int


async def beat(connection: Connection, worker: Worker) -> None:
    """Still alive at `seen_at`."""
    told = [getattr(worker, name) for name in Worker.__slots__]
    told[2] = list(worker.roles)
    await connection.execute(query("workers", "beat"), *told)


async def leave(connection: Connection, worker: str) -> None:
    """Ended in order: nobody waits for it."""
    await connection.execute(query("workers", "leave"), worker)


async def every(connection: Connection) -> list[Worker]:
    """All that did not end in order, oldest first."""
    rows = await connection.fetch(query("workers", "all"))
    return [
        Worker(**{name: row[name] for name in Worker.__slots__ if name != "roles"}, roles=tuple(row["roles"]))
        for row in rows
    ]


async def forget(connection: Connection, before: datetime) -> None:
    """Those not seen since."""
    await connection.execute(query("workers", "forget"), before)
