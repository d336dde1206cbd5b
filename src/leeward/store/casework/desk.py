"""What waits for people: cases by urgency, and orders that the fuse has stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leeward.model.cases import State
from leeward.store.connection import Connection
from leeward.store.queries import query


class Likeness(StrEnum):
    """What the media of a case have in common with entries of banks; the strongest of it."""

    EXACT = "exact"
    LOOKS_LIKE = "looks like"
    UNLOOKED = "unlooked"  # nothing that is known, and not all of it is
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the list. host: of the server, with its port. uri: of the post.

    waiting, by_hand, stopped: its orders that are not ended.
    """

    number: int
    state: State
    queue: str
    likeness: Likeness
    host: str
    uri: str
    opened_at: datetime
    moved_at: datetime
    verdict: str | None
    verdict_by: str | None
    waiting: int
    by_hand: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """What the fuse holds back of one action on one server. since: when the oldest was ordered."""

    server: int
    host: str
    action: str
    number: int
    subjects: int
    since: datetime


async def listed(
    connection: Connection, states: Collection[State], queue: str | None, most: int
) -> tuple[list[Line], int]:
    """The most urgent cases, then the newest; and how many there are in all. queue: None: every one."""
    rows = await connection.fetch(query("desk", "listed"), [str(one) for one in states], queue, most)
    lines = [
        Line(
            number=row["id"],
            state=State(row["state"]),
            likeness=Likeness(row["likeness"]),
            **{name: row[name] for name in Line.__slots__ if name not in {"number", "state", "likeness"}},
        )
        for row in rows
    ]
    return lines, rows[0]["number"] if rows else 0


async def stopped(connection: Connection) -> list[Stopped]:
    """All that the fuse has stopped, by server and action."""
    rows = await connection.fetch(query("desk", "stopped"))
    return [Stopped(**dict(row)) for row in rows]
