"""Hooks of people's programs, and what each was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class NewHook:
    """secret: sealed. events: their names."""

    person: int
    url: str
    secret: bytes
    events: Sequence[str]


@dataclass(frozen=True, slots=True)
class HookRow:
    """One hook, as lists show it. calls: still to be told. told_at: when it last took something.

    trouble: why the oldest of those calls did not get through. ended_why: a sentence.
    """

    id: int
    person: int
    owner: str
    url: str
    events: tuple[str, ...]
    made_at: datetime
    ended_at: datetime | None
    ended_why: str | None
    calls: int
    told_at: datetime | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One event to be told, with everything that it takes. attempts: this one included. case: 0: a test."""

    id: int
    hook: int
    event: str
    case: int
    made_at: datetime
    attempts: int
    url: str
    secret: bytes
    is_ended: bool
    person: int
    name: str
    roles: tuple[str, ...]
    is_everywhere: bool
    has_left: bool
    servers: frozenset[int]
    grants: frozenset[int]


@dataclass(frozen=True, slots=True)
class CallRow:
    """One event of a hook, as its page shows it. server, queue: of its case; None: a test."""

    id: int
    event: str
    case: int
    made_at: datetime
    attempts: int
    next_at: datetime | None
    done_at: datetime | None
    said: str | None
    server: int | None
    queue: str | None


@dataclass(frozen=True, slots=True)
class About:
    """Where a case is."""

    server: int
    queue: str


async def add(connection: Connection, new: NewHook, at: datetime) -> int:
    """The id of a new hook."""
    found: int = await connection.fetchval(
        query("hooks", "add"), new.person, new.url, new.secret, [*new.events], at
    )
    return found


async def standing(connection: Connection, person: int | None, ended_after: datetime) -> list[HookRow]:
    """Hooks at work, and those that ended since. person: None: everybody's."""
    rows = await connection.fetch(query("hooks", "standing"), person, ended_after)
    return [
        HookRow(**{n: row[n] for n in HookRow.__slots__} | {"events": tuple(row["events"])}) for row in rows
    ]


async def number(connection: Connection, person: int) -> int:
    """How many of a person's hooks are at work."""
    found: int = await connection.fetchval(query("hooks", "number"), person)
    return found


async def end(connection: Connection, hook: int, person: int | None, at: datetime, why: str) -> int | None:
    """Whose it was; None: there is no such hook of this person. person: None: anybody's."""
    found: int | None = await connection.fetchval(query("hooks", "end"), hook, person, at, why)
    if found is not None:
        await connection.execute(query("hooks", "give_up"), hook, why)
    return found


async def try_out(connection: Connection, hook: int, person: int, at: datetime) -> int | None:
    """The id of a call that tests the way; None: there is no such hook of this person."""
    found: int | None = await connection.fetchval(query("hooks", "try_out"), hook, person, at)
    return found


async def due(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    """Calls to be made now, the oldest first: id, and how often each was tried."""
    rows = await connection.fetch(query("hooks", "due"), now, most)
    return [(row["id"], row["attempts"]) for row in rows]


async def take(connection: Connection, call: int, now: datetime, until: datetime) -> Call | None:
    """The call, for this worker alone until then; None: another one has it, or it is done."""
    row = await connection.fetchrow(query("hooks", "take"), call, now, until)
    if row is None:
        return None
    fields: dict[str, Any] = {name: row[name] for name in Call.__slots__}
    for name in ("servers", "grants"):
        fields[name] = frozenset(row[name])
    return Call(**fields | {"roles": tuple(row["roles"])})


async def about(connection: Connection, case: int) -> About | None:
    """Where a case is; None: there is none."""
    row = await connection.fetchrow(query("hooks", "about"), case)
    return About(row["server"], row["queue"]) if row else None


async def told(connection: Connection, call: int, at: datetime, said: str) -> None:
    """It is over: they took it, or were not to be told."""
    await connection.execute(query("hooks", "told"), call, at, said)


async def again(connection: Connection, call: int, at: datetime, said: str) -> None:
    """They did not take it; next time then."""
    await connection.execute(query("hooks", "again"), call, at, said)


async def forget(connection: Connection, before: datetime) -> None:
    """Calls that are over, of before."""
    await connection.execute(query("hooks", "forget"), before)


async def calls(connection: Connection, hook: int, most: int) -> list[CallRow]:
    """The newest calls of one hook."""
    rows = await connection.fetch(query("hooks", "calls"), hook, most)
    return [CallRow(**{name: row[name] for name in CallRow.__slots__}) for row in rows]
