"""People of the desk, and who is signed in."""

from collections.abc import Collection, Sequence
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
    made_by: str
    left_at: datetime | None
    grants: frozenset[int]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """Where somebody is signed in. way: how. digest: of what their browser keeps."""

    digest: bytes
    way: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime


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


async def one(connection: Connection, number: int, now: datetime) -> PersonRow | None:
    """One person, with the cases that they may see now."""
    row = await connection.fetchrow(query("people", "one"), number, now)
    return _person(row) if row else None


async def known_as(connection: Connection, name: str, now: datetime) -> PersonRow | None:
    """The person of a name without what spelling can change, also one who has left."""
    row = await connection.fetchrow(query("people", "known_as"), name, now)
    return _person(row) if row else None


async def change(
    connection: Connection, number: int, roles: Sequence[str], servers: Collection[int] | None
) -> None:
    """They have these roles from now on, on these servers. servers: None: all of them."""
    await connection.execute(query("people", "change"), number, [*roles], servers is None)
    await connection.execute(query("people", "forget_memberships"), number)
    await connection.execute(query("people", "join"), number, [*(servers or ())])


async def leave(connection: Connection, number: int, at: datetime) -> None:
    """Nothing opens for them any more. What they did keeps their name."""
    await connection.execute(query("people", "leave"), number, at)


async def visits(connection: Connection, person: int, now: datetime, seen_after: datetime) -> list[VisitRow]:
    """Where somebody is signed in, the oldest first."""
    rows = await connection.fetch(query("people", "visits"), person, now, seen_after)
    return [VisitRow(**{name: row[name] for name in VisitRow.__slots__}) for row in rows]


async def end_visits(connection: Connection, person: int, but: bytes = b"") -> None:
    """Sign somebody out everywhere. but: this one stays."""
    await connection.execute(query("people", "end_visits"), person, but)


async def sweep_visits(connection: Connection, now: datetime, seen_after: datetime) -> None:
    """Forget what has expired."""
    await connection.execute(query("people", "sweep_visits"), now, seen_after)


async def begin_visit(
    connection: Connection, digest: bytes, person: int, way: str, times: tuple[datetime, datetime]
) -> None:
    """Somebody has signed in. times: when, and until when at most."""
    await connection.execute(query("people", "begin_visit"), digest, person, way, *times)


async def recognise(
    connection: Connection, digest: bytes, times: tuple[datetime, datetime], *, is_quiet: bool = False
) -> PersonRow | None:
    """Whose visit this is; None: nobody's, or not any more.

    times: now, and since when they must have done something. is_quiet: asking this is no sign of life.
    """
    row = await connection.fetchrow(query("people", "recognise"), digest, *times, is_quiet)
    return _person(row) if row else None


async def end_visit(connection: Connection, digest: bytes) -> None:
    """They have signed out."""
    await connection.execute(query("people", "end_visit"), digest)


def _person(row: Any) -> PersonRow:
    fields = {name: row[name] for name in PersonRow.__slots__}
    fields["roles"] = tuple(row["roles"])
    fields["servers"], fields["grants"] = frozenset(row["servers"]), frozenset(row["grants"])
    return PersonRow(**fields)
