"""What decisions brought, and what a week was like for a team."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.desk.care.exposure import ShiftRow
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Span:
    """A time. servers: whose cases count; None: all."""

    start: datetime
    end: datetime
    servers: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts. decided: cases; upheld: of them, not released. effective: about which a server did something.

    addresses, hosts: gone when last looked at. appeals: decided; changed: of them. saved: looks.
    """

    decided: int
    upheld: int
    effective: int
    reports: int
    closed: int
    addresses: int
    hosts: int
    appeals: int
    changed: int
    saved: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds from opening to verdict. number: of cases. people: who decided."""

    half: float
    most: float
    number: int
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of a case that somebody else had decided."""

    case: int
    name: str
    said: str
    first_by: str
    first_said: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One view of somebody."""

    name: str
    severity: float
    level: int
    seconds: int
    began_at: datetime


async def outcome(connection: Connection, person: str, span: Span) -> tuple[Outcome, Outcome]:
    """Of one person, by name; and of everybody."""
    told = (person, None if span.servers is None else [*span.servers], span.start, span.end)
    found: dict[str, int] = {}
    found |= await connection.fetchrow(query("outcomes", "cases"), *told)
    found |= await connection.fetchrow(query("outcomes", "effects"), *told)
    found |= await connection.fetchrow(query("outcomes", "gone"), *told)
    found |= await connection.fetchrow(query("outcomes", "appeals"), *told)
    found |= await connection.fetchrow(query("outcomes", "unlooked"), *told)
    own = Outcome(**{name: found[f"own_{name}"] for name in Outcome.__slots__})
    return own, Outcome(**{name: found[name] for name in Outcome.__slots__})


async def waits(connection: Connection, span: Span) -> Waits | None:
    """None: nothing was decided."""
    row = await connection.fetchrow(query("team", "waits"), *_told(span))
    if not row["number"]:
        return None
    half, most = row["waits"]
    return Waits(half, most, row["number"], frozenset(row["people"]))


async def appeals(connection: Connection, span: Span) -> tuple[int, int]:
    """How many were decided, and how many of them changed what had been decided."""
    row = await connection.fetchrow(query("team", "appeals"), *_told(span))
    return row["decided"], row["changed"]


async def judgements(connection: Connection, span: Span) -> list[Judgement]:
    """Of cases that were dealt again."""
    rows = await connection.fetch(query("team", "judgements"), *_told(span))
    return [Judgement(**dict(row)) for row in rows]


async def shown(connection: Connection, span: Span) -> list[Shown]:
    """Every view of everybody."""
    return [Shown(**dict(row)) for row in await connection.fetch(query("team", "views"), *_told(span))]


async def shifts(connection: Connection, span: Span) -> list[tuple[str, ShiftRow]]:
    """Everybody's, each with their name."""
    rows = await connection.fetch(query("team", "shifts"), *_told(span))
    return [(row["name"], ShiftRow(*(row[name] for name in ShiftRow.__slots__))) for row in rows]


async def saved(connection: Connection, span: Span) -> dict[str, float]:
    """Looks that nobody had to take, by who decided."""
    rows = await connection.fetch(query("team", "unlooked"), *_told(span))
    return {row["name"]: float(row["number"]) for row in rows}


def _told(span: Span) -> tuple[list[int] | None, datetime, datetime]:
    servers = None if span.servers is None else [*span.servers]
    return servers, span.start, span.end
