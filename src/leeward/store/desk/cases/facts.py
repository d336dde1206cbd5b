"""Facts of case pages: where a post is, its near copies, its author, its complaints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.model.cases import State
from leeward.store.connection import Connection, load
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A near copy that waits. account: its author's URI."""

    case: int
    uri: str
    account: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """parts: of its priority. needs: lead, partner; "": anybody. claimed_by: who is at it until then."""

    parts: Mapping[str, Any]
    needs: str
    claimed_by: int | None
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What we know of an account. earlier: number of its other cases by verdict; "": none yet."""

    first_at: datetime | None
    media_posts: int | None
    earlier: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Complained:
    """How many sources complained, of what, and when."""

    number: int
    groups: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One post that is hidden. since: its author waits. lapses_at: when it is shown again by itself."""

    id: int
    state: State
    queue: str
    item: int
    opened_at: datetime
    lapses_at: datetime | None
    is_exact: bool
    domain: str
    uri: str
    account: str
    since: datetime


async def domain(connection: Connection, case: int) -> str | None:
    """The domain of the protected server; None: there is no such case, or its post is not to be seen."""
    row = await connection.fetchrow(query("facts", "place"), case)
    return str(row["domain"]) if row else None


async def waiting(connection: Connection, case: int) -> Queued | None:
    """Where it stands in the queue; None: it does not wait."""
    row = await connection.fetchrow(query("facts", "waiting"), case)
    if row is None:
        return None
    return Queued(load(row["parts"]) or {}, row["needs"], row["claimed_by"], row["claimed_until"])


async def copies(connection: Connection, case: int, person: int, now: datetime) -> list[CopyRow]:
    """Near copies that wait like it, and that nobody else is at."""
    rows = await connection.fetch(query("facts", "copies"), case, person, now)
    return [CopyRow(row["case"], row["uri"], row["account"], row["opened_at"]) for row in rows]


async def account(connection: Connection, server: int, uri: str, but: int) -> Seen:
    """What we know of an account. but: the item that is asked about."""
    row = await connection.fetchrow(query("facts", "first_seen"), server, uri)
    rows = await connection.fetch(query("facts", "earlier"), server, uri, but)
    earlier = {one["verdict"]: one["number"] for one in rows}
    return Seen(row["first_at"] if row else None, row["media_posts"] if row else None, earlier)


async def complaints(connection: Connection, item: int) -> Complained:
    """Who complained of a post, as numbers."""
    row = await connection.fetchrow(query("facts", "complaints"), str(item))
    groups = tuple(sorted(one for one in row["groups"] or () if one))
    return Complained(row["number"], groups, row["first_at"], row["last_at"])


async def evidence(connection: Connection, item: int) -> dict[int, str]:
    """Whether the media of a post are kept, by media."""
    return {row["media"]: row["state"] for row in await connection.fetch(query("facts", "evidence"), item)}


async def held(connection: Connection, after: tuple[datetime, int] | None, most: int) -> list[HeldRow]:
    """What is hidden until a person decides, whoever waits longest first. after: since and id of the last one
    of the page before."""
    since, number = after or (None, 0)
    rows = await connection.fetch(query("facts", "held"), since, number, most)
    return [
        HeldRow(
            **{name: row[name] for name in HeldRow.__slots__ if name != "state"}, state=State(row["state"])
        )
        for row in rows
    ]


async def last_decisions(connection: Connection, items: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The policy and the evaluation of the last decision about each post."""
    rows = await connection.fetch(query("facts", "last_decisions"), [*items])
    return {row["item"]: (row["policy"], row["evaluation"]) for row in rows}
