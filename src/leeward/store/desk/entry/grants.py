"""Single cases that somebody may see who otherwise would not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Grant:
    """One. case: its number. until: when it ends by itself."""

    case: int
    person: int
    name: str
    given_by: str
    given_at: datetime
    until: datetime
    why: str


async def give(connection: Connection, grant: Grant) -> None:
    """From now on; a second one for the same case and person takes the first one's place."""
    told = (grant.case, grant.person, grant.given_by, grant.given_at, grant.until, grant.why)
    await connection.execute(query("credentials", "grant"), *told)


async def revoke(connection: Connection, case: int, person: int) -> bool:
    """Whether there was one to end."""
    return bool(await connection.fetchval(query("credentials", "revoke"), case, person))


async def standing(connection: Connection, now: datetime) -> list[Grant]:
    """All that have not ended, the next to end first."""
    return [_row(row) for row in await connection.fetch(query("credentials", "grants"), now)]


async def place(connection: Connection, case: int) -> tuple[int, str] | None:
    """Server and queue of a case; None: there is no such case."""
    row = await connection.fetchrow(query("credentials", "case_place"), case)
    return (row["server"], row["queue"]) if row else None


def _row(row: Any) -> Grant:
    return Grant(**{name: row[name] for name in Grant.__slots__})
