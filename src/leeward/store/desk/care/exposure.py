"""How each person wants to be shown things, what they have been shown, when they worked and rested."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One step of the ladder that somebody was shown. severity: 0 to 1; level: 0 to 4."""

    id: int
    case: int
    level: int
    way: str
    severity: float
    queue: str
    began_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """Work, a break, or that a break was put off."""

    kind: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """All of one person since a moment. settings: as JSON; None: nothing was set."""

    settings: Any
    views: list[ViewRow]
    shifts: list[ShiftRow]


async def kept(connection: Connection, person: int, after: datetime) -> Kept:
    """Their settings, what they were shown since, and shifts that were not over before; in order."""
    row = await connection.fetchrow(query("care", "kept"), person, after)
    views = msgspec.json.decode(row["views"] or "[]", type=list[ViewRow])
    shifts = msgspec.json.decode(row["shifts"] or "[]", type=list[ShiftRow])
    return Kept(load(row["settings"]), views, shifts)


async def set_comfort(connection: Connection, person: int, settings: object) -> None:
    """Keep it, instead of what was there."""
    await connection.execute(query("care", "set_comfort"), person, dump(settings))


async def speak(connection: Connection, person: int, language: str) -> None:
    """The language of their pages. Empty: as the browser asks."""
    await connection.execute(query("care", "speak"), person, language)


async def views(connection: Connection, person: int, after: datetime) -> list[ViewRow]:
    """What one person was shown since, the first one first."""
    rows = await connection.fetch(query("care", "views"), person, after)
    return [ViewRow(**{name: row[name] for name in ViewRow.__slots__}) for row in rows]


async def still_there(connection: Connection, person: int, at: datetime) -> None:
    """They work on."""
    await connection.execute(query("care", "still_there"), person, at)


async def begin(connection: Connection, person: int, kind: str, at: datetime) -> None:
    """What lasted is over, and this begins."""
    await connection.execute(query("care", "end_open"), person, at)
    await connection.execute(query("care", "begin"), person, kind, at, None)


async def mark(connection: Connection, person: int, kind: str, at: datetime) -> None:
    """A moment, beside what lasts."""
    await connection.execute(query("care", "begin"), person, kind, at, at)


async def lighter(connection: Connection, person: int, since: datetime) -> int:
    """How many other cases they have been through since, without a picture."""
    number: int = await connection.fetchval(query("care", "lighter"), person, since)
    return number
