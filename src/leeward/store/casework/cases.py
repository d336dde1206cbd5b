"""Cases: where they are, who moved them, and what is known of their post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from leeward.model.cases import State
from leeward.model.items import Post
from leeward.store.connection import Connection, load
from leeward.store.queries import query

JOB = "a job"  # who moves cases, where it is nobody
_LOCK = 0x1EE7_CA5E << 32  # ours among the advisory locks of a database


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case. times: how often people confirmed or restricted it. why: a person's words for closing it.

    lapses_at: when a job releases it if nobody decides; None: never. let_go_why: a job did. let_go_at: it is
    past, and what is decided about the post from then on opens another case.
    follows: the case whose hold lapsed, from which people go on with this one. appeal_of: the decided case
    that this one asks about again. remembers: the case that people had decided, and a job decided this one as
    they did.
    """

    id: int
    item: int
    server: int
    state: State
    queue: str
    actions: tuple[str, ...]
    is_exact: bool
    opened_at: datetime
    moved_at: datetime
    moved_by: str
    verdict: str | None
    verdict_by: str | None
    verdict_at: datetime | None
    times: int
    why: str | None
    lapses_at: datetime | None
    let_go_at: datetime | None
    let_go_why: str | None
    follows: int | None
    appeal_of: int | None
    remembers: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One step. by: a person's name, or `JOB`. why: a person's words."""

    was: State
    to: State
    by: str
    at: datetime
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in a list, with its post's address at home."""

    case: CaseRow
    uri: str


@dataclass(frozen=True, slots=True)
class About:
    """The post of a case, as it was told. gone_at: its author or server told that it is deleted."""

    post: Post
    way_in: str
    seen_at: datetime
    gone_at: datetime | None


async def one(connection: Connection, case: int) -> CaseRow | None:
    """None: there is no case with this number."""
    row = await connection.fetchrow(query("cases", "one"), case)
    return _case(row) if row else None


async def locked(connection: Connection, case: int) -> CaseRow | None:
    """As `one`, and nobody else moves it before the transaction ends."""
    row = await connection.fetchrow(query("cases", "locked"), case)
    return _case(row) if row else None


async def move(connection: Connection, case: int, step: Move) -> bool:
    """Whether it moved; False: it was not there any more."""
    said = await connection.execute(
        query("cases", "move"), case, str(step.was), str(step.to), step.by, step.at, step.why
    )
    return said == "UPDATE 1"


async def judge(connection: Connection, case: int, step: Move) -> bool:
    """As `move`, and keeps it as the verdict of whoever moved it."""
    said = await connection.execute(
        query("cases", "judge"), case, str(step.was), str(step.to), step.by, step.at
    )
    return said == "UPDATE 1"


async def listed(
    connection: Connection,
    state: State | None = None,
    queue: str | None = None,
    after: int = 0,
    most: int = 100,
) -> list[Listed]:
    """Cases by number. after: the last one of the page before."""
    told = None if state is None else str(state)
    rows = await connection.fetch(query("cases", "listed"), told, queue, after, most)
    return [Listed(_case(row), row["uri"]) for row in rows]


async def about(connection: Connection, item: int) -> About:
    """What a case is about."""
    row = await connection.fetchrow(query("cases", "item"), item)
    told = load(row["post"]) | {"media": [_told(one) for one in await media(connection, item)]}
    post = msgspec.convert(told, Post)
    return About(post, row["way_in"], row["seen_at"], row["gone_at"])


def _told(row: Any) -> dict[str, Any]:
    return {"native_id": row["native_id"], "kind": row["kind"], "copies": load(row["copies"])}


async def media(connection: Connection, item: int) -> list[Any]:
    """The media of a post, with what came of looking."""
    return await connection.fetch(query("cases", "media"), item)


async def matches(connection: Connection, item: int) -> list[Any]:
    """By media and bank, the nearest match."""
    return await connection.fetch(query("cases", "matches"), item)


async def made(connection: Connection, item: int) -> list[Any]:
    """The decisions about a post."""
    return await connection.fetch(query("cases", "decisions"), item)


async def sightings(connection: Connection, server: int, names: Sequence[str]) -> list[Any]:
    """When each way in first told of it. names: the post's URI and native id."""
    return await connection.fetch(query("cases", "sightings"), server, [*names])


async def notes(connection: Connection, case: int, kind: str) -> list[bytes]:
    """The ledger's entries of this kind about a case, that were not erased."""
    return [row["data"] for row in await connection.fetch(query("cases", "notes"), case, kind)]


async def take(connection: Connection, case: int) -> bool:
    """Whether this connection is now alone with the case's orders, until `let` or its own end."""
    return bool(await connection.fetchval(query("cases", "take"), _LOCK | case))


async def let(connection: Connection, case: int) -> None:
    """Others may."""
    await connection.fetchval(query("cases", "let"), _LOCK | case)


async def unhandled(
    connection: Connection, states: Sequence[State], before: datetime, most: int
) -> list[int]:
    """Cases in these states, or with orders due, since before that: their job is gone."""
    found = await connection.fetch(query("cases", "unhandled"), [str(one) for one in states], before, most)
    return [row["id"] for row in found]


async def report_of(connection: Connection, server: int, post: str) -> str | None:
    """The native id of a user's complaint about a post."""
    found: str | None = await connection.fetchval(query("cases", "report_of"), server, post)
    return found


async def calm(connection: Connection, case: int, at: datetime) -> None:
    """Every alarm about a case is over: a person knows of it, or it is closed."""
    await connection.execute(query("cases", "calm"), case, at)


def _case(row: Any) -> CaseRow:
    fields = {name: row[name] for name in CaseRow.__slots__}
    fields["state"] = State(row["state"])
    fields["actions"] = tuple(row["actions"])
    return CaseRow(**fields)
