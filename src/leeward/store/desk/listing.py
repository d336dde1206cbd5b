"""Lists of cases: facts only, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query

_LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Line:
    """One case. domain: of its server. band: None: it does not wait. media: how many.

    is_like: something of it looks like an entry of a list. is_unlooked: something of it nobody could look at.
    """

    id: int
    state: str
    queue: str
    is_exact: bool
    opened_at: datetime
    moved_at: datetime
    verdict: str | None
    is_appeal: bool
    domain: str
    band: str | None
    is_held: bool | None
    is_overdue: bool | None
    needs: str
    is_claimed: bool | None
    media: int
    is_like: bool
    is_unlooked: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases. states: None: all. before: a case's number; None: from the newest on."""

    states: Sequence[str] | None = None
    queue: str | None = None
    server: int | None = None
    before: int | None = None


async def page(connection: Connection, asked: Asked, most: int, now: datetime) -> list[Line]:
    """The newest first."""
    states = None if asked.states is None else [*asked.states]
    told = (now, states, asked.queue, asked.server, asked.before or _LAST, most)
    return [Line(**dict(row)) for row in await connection.fetch(query("listing", "page"), *told)]


async def queues(connection: Connection) -> list[str]:
    """Names of queues in which there is any case."""
    return [row["queue"] for row in await connection.fetch(query("listing", "queues"))]


async def servers(connection: Connection) -> list[tuple[int, str]]:
    """Ids and domains."""
    return [(row["id"], row["domain"]) for row in await connection.fetch(query("listing", "servers"))]
