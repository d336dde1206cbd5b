"""Appeals: cases that ask about a decided one again."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Filed:
    """Who asked, when, and what they said, sealed; None: nothing."""

    case: int
    of: int
    filed_by: str
    filed_at: datetime
    said: bytes | None


async def against(connection: Connection, case: int) -> int | None:
    """The appeal against a case; None: there is none."""
    found: int | None = await connection.fetchval(query("appeals", "against"), case)
    return found


async def open_case(connection: Connection, case: int, state: str, at: datetime) -> int:
    """A case that asks about this one again; nothing is ordered for it."""
    found: int = await connection.fetchval(query("appeals", "open_case"), case, state, at)
    return found


async def judge(connection: Connection, appeal: int, verdict: str, person: str, at: datetime) -> None:
    """It is closed, with this verdict."""
    await connection.execute(query("appeals", "judge"), appeal, verdict, person, at)


async def first_names(connection: Connection, case: int) -> list[str]:
    """Who decided a case, or had a voice in it."""
    return [row["name"] for row in await connection.fetch(query("appeals", "first_names"), case)]


async def file(connection: Connection, filed: Filed) -> None:
    """Keep what was said."""
    told = (filed.case, filed.of, filed.filed_by, filed.filed_at, filed.said)
    await connection.execute(query("appeals", "file"), *told)


async def filed(connection: Connection, appeal: int) -> Filed | None:
    """What was said; None: it is no appeal."""
    row = await connection.fetchrow(query("appeals", "filed"), appeal)
    return Filed(**{name: row[name] for name in Filed.__slots__}) if row else None
