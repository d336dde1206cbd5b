"""What people are shown of media: one row for each step, from its beginning to its end."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class FileRow:
    """One media of a case. keep: of its bytes; None: nobody asked to keep them. distance: of the nearest
    match that is not exact. is_exact: its case has an exact match; is_listed: it has one itself."""

    media: int
    position: int
    kind: str
    media_type: str | None
    size: int | None
    look: str | None
    look_reason: str | None
    keep: str | None
    keep_reason: str | None
    case: int
    item: int
    queue: str
    is_decided: bool
    is_exact: bool
    is_listed: bool
    distance: int | None


@dataclass(frozen=True, slots=True)
class NewView:
    """A step that begins. ticket: digest of what one GET needs; None: the picture goes with the answer."""

    person: int
    case: int
    media: int
    level: int
    way: str
    frame: int
    queue: str
    reason: str
    at: datetime
    ticket: bytes | None = None


@dataclass(frozen=True, slots=True)
class OpenView:
    """A step under way. seconds: that it was shown so far."""

    id: int
    case: int
    media: int
    level: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A step whose picture may be sent once, now."""

    id: int
    case: int
    media: int
    level: int
    way: str
    frame: int


async def files(connection: Connection, case: int) -> list[FileRow]:
    """Media of a case, in their order; none of a case that this connection does not see."""
    return [FileRow(**dict(row)) for row in await connection.fetch(query("views", "files"), case)]


async def is_claimed(connection: Connection, case: int, person: int, now: datetime) -> bool:
    """Whether this person is at this case."""
    return bool(await connection.fetchval(query("views", "is_claimed"), case, person, now))


async def reason(connection: Connection, person: int, case: int, since: datetime) -> str:
    """What they typed to look at this case since then; empty: nothing."""
    found = await connection.fetchval(query("views", "reason"), person, case, since)
    return found or ""


async def lock(connection: Connection, person: int) -> None:
    """Until the transaction ends, nobody else begins or ends a step of this person."""
    await connection.fetchval(query("views", "lock"), person)


async def begin(connection: Connection, view: NewView) -> int:
    """The number of a new step."""
    told = [getattr(view, name) for name in NewView.__slots__]
    found: int = await connection.fetchval(query("views", "begin"), *told)
    return found


async def same(connection: Connection, view: NewView, alive_since: datetime) -> int | None:
    """The step under way of which this spot is only another place."""
    told = (view.person, view.case, view.media, view.level, view.frame, alive_since)
    found: int | None = await connection.fetchval(query("views", "same"), *told)
    return found


async def tick(
    connection: Connection, view: int, person: int, now: datetime, alive_since: datetime
) -> OpenView | None:
    """It was shown one more second; None: it is over, or another's."""
    row = await connection.fetchrow(query("views", "tick"), view, person, now, alive_since)
    return OpenView(**dict(row)) if row else None


async def redeem(connection: Connection, ticket: bytes, person: int, since: datetime) -> Redeemed | None:
    """What this ticket is good for, once; None: nothing, or not any more."""
    row = await connection.fetchrow(query("views", "redeem"), ticket, person, since)
    return Redeemed(**dict(row)) if row else None


async def finish(
    connection: Connection, person: int, view: int | None, now: datetime, most_s: int
) -> list[OpenView]:
    """End one step of theirs, or all; gives those that this ended. most_s: counted where nobody told."""
    rows = await connection.fetch(query("views", "finish"), person, view, now, most_s)
    return [OpenView(**dict(row)) for row in rows]


async def forgotten(connection: Connection, before: datetime, most: int) -> list[tuple[int, int]]:
    """Steps and their people of which nobody has told anything since: a browser that was closed."""
    rows = await connection.fetch(query("views", "forgotten"), before, most)
    return [(row["id"], row["person"]) for row in rows]
