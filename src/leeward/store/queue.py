"""The queue: a job is written in the same transaction as the row that it is about."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from pgqueuer import AsyncpgDriver, Queries

from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class NewJob:
    """One job. key: while a job with this key waits, another one is not written. after_s: not before that."""

    kind: JobKind
    payload: Mapping[str, Json]
    after_s: float = 0.0
    key: str | None = None
    priority: int = 0


async def enqueue(connection: Connection, jobs: Sequence[NewJob]) -> None:
    """Write jobs; they exist when the transaction is committed, and not before."""
    if not jobs:
        return
    queries = Queries(AsyncpgDriver(cast(Any, connection)))
    await queries.enqueue(
        [str(job.kind) for job in jobs],
        [json.dumps(dict(job.payload)).encode() for job in jobs],
        [job.priority for job in jobs],
        [timedelta(seconds=job.after_s) if job.after_s > 0 else None for job in jobs],
        [job.key for job in jobs],
        on_conflict="skip",
    )


async def sizes(connection: Connection) -> dict[str, int]:
    """Jobs that wait or run, by kind."""
    queries = Queries(AsyncpgDriver(cast(Any, connection)))
    found: dict[str, int] = {}
    for one in await queries.queue_size():
        found[one.entrypoint] = found.get(one.entrypoint, 0) + one.count
    return found


async def forget_logs(connection: Connection, before: datetime) -> None:
    """Drop what the queue's engine logged before that."""
    await connection.execute(query("queue", "forget_logs"), before)


async def release_held(connection: Connection) -> int:
    """Let jobs wait again that the engine put aside, as it does when not even a retry could be written.
    Gives how many."""
    queries = Queries(AsyncpgDriver(cast(Any, connection)))
    held = [one.id for one in await queries.list_failed_jobs(limit=1_000)]
    if held:
        await queries.requeue_jobs(held)
    return len(held)
