"""People of the desk, and who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person. name: as verdicts name them. servers: whose cases they see; is_everywhere: of all.

    grants: single cases that they may see now, where it was asked for.
    """

    id: int
    name: str
    roles: tuple[str, ...]
    is_everywhere: bool
    servers: frozenset[int]
    language: str
    made_at: datetime
    left_at: datetime | None
    grants: frozenset[int]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """known_as: the name without what spelling can change."""

    name: str
    known_as: str
    roles: Sequence[str]
    is_everywhere: bool
    made_by: str


async def add(connection: Connection, new: NewPerson, at: datetime) -> int:
    """The id of a new person. Raises: NotWritable: the name is taken."""
    told = (new.name, new.known_as, [*new.roles], new.is_everywhere)
    found: int = await connection.fetchval(query("people", "add"), *told, at, new.made_by)
    return found


async def every(connection: Connection) -> list[PersonRow]:
    """Everybody, also who has left."""
    return [_person(row) for row in await connection.fetch(query("people", "every"))]


async def begin_visit(
    connection: Connection, digest: bytes, person: int, way: str, times: tuple[datetime, datetime]
) -> None:
    """Somebody has signed in. times: when, and until when at most."""
    await connection.execute(query("people", "begin_visit"), digest, person, way, *times)


async def recognise(
    connection: Connection, digest: bytes, now: datetime, seen_after: datetime
) -> PersonRow | None:
    """Whose visit this is; None: nobody's, or not any more."""
    row = await connection.fetchrow(query("people", "recognise"), digest, now, seen_after)
    return _person(row) if row else None


async def end_visit(connection: Connection, digest: bytes) -> None:
    """They have signed out."""
    await connection.execute(query("people", "end_visit"), digest)


def _person(row: Any) -> PersonRow:
    fields = {name: row[name] for name in PersonRow.__slots__}
    fields["roles"] = tuple(row["roles"])
    fields["servers"], fields["grants"] = frozenset(row["servers"]), frozenset(row["grants"])
    return PersonRow(**fields)
