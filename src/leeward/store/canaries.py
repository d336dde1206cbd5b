"""Canaries: what was sent, and what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Sent:
    """One canary through one way in. uri: of the post; empty where it could not be sent, and `said` why."""

    server: int
    way_in: str
    uri: str
    sent_at: datetime
    due_at: datetime
    said: str | None = None


async def add(connection: Connection, sent: Sequence[Sent]) -> None:
    """Write down what was sent."""
    columns = [[getattr(one, name) for one in sent] for name in Sent.__slots__]
    await connection.execute(query("canaries", "add"), *columns)


async def mark_seen(connection: Connection, uris: Sequence[str], at: datetime) -> None:
    """These posts came out as a match: every way in that told of one has passed."""
    await connection.execute(query("canaries", "mark_seen"), [*uris], at)


async def mark_late(connection: Connection, since: datetime, at: datetime) -> None:
    """As `mark_seen`, for ways in that told of a post after it had come out by another."""
    rows = await connection.fetch(query("canaries", "matched"), since)
    if rows:
        await mark_seen(connection, [row["uri"] for row in rows], at)
