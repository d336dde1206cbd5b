"""What happened to users' complaints, in the order in which it became true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened. server: None: it is about no single one. item, source: "": none.

    is_past: a server told it later, of a time before we were there. body: plain JSON.
    """

    at: datetime
    kind: str
    server: int | None
    item: str
    source: str
    is_past: bool
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that happened, from the log. id: in the order of commits."""

    id: int
    at: datetime
    kind: str
    item: str
    is_past: bool
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A complaint that cites a post, and is not in the log. post, flag: as they were told. domain: of the
    protected server."""

    item: int
    server: int
    native_id: str
    domain: str
    post: dict[str, Any]
    flag: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """A complaint that a server's own moderators closed. is_upheld: what they did about it can be seen."""

    item: str
    server: int
    group: str
    is_upheld: bool


async def lock(connection: Connection) -> None:
    """Nobody else adds to the log before the transaction ends.

    Posts' rows are locked before it, and cases' rows after it: else two could wait for each other.
    """
    await connection.execute(query("flags", "lock"))


async def append(connection: Connection, events: Sequence[EventRow]) -> None:
    """Add to the log, whose lock is held; what is there already is not added again."""
    if events:
        names = ("at", "kind", "server", "item", "source", "is_past")
        columns = [[getattr(one, name) for one in events] for name in names]
        await connection.execute(query("flags", "append"), *columns, [dump(one.body) for one in events])


async def since(connection: Connection, after: int, most: int) -> list[Kept]:
    """What happened after that one, but for what is past."""
    return [_kept(row) for row in await connection.fetch(query("flags", "since"), after, most)]


async def every(connection: Connection, after: int, most: int) -> list[Kept]:
    """What we learnt after that one, what is past, too."""
    return [_kept(row) for row in await connection.fetch(query("flags", "every"), after, most)]


async def are_there(connection: Connection, ids: Sequence[int]) -> bool:
    """Whether all of these events are in the log: a transaction may have come to nothing."""
    return not ids or int(await connection.fetchval(query("flags", "are_there"), [*ids])) == len(ids)


async def past(connection: Connection, until: int) -> list[Kept]:
    """What happened before we were there, by time; of that, what we learnt up to the event with this id."""
    return [_kept(row) for row in await connection.fetch(query("flags", "past"), until)]


async def last_past(connection: Connection) -> int:
    """The last event that told of the past; 0: none did."""
    return int(await connection.fetchval(query("flags", "last_past")))


async def past_items(connection: Connection, server: int) -> set[str]:
    """Names of the posts of a server's past."""
    return {row["item"] for row in await connection.fetch(query("flags", "past_items"), server)}


async def complained_of(connection: Connection, items: Sequence[int]) -> set[int]:
    """Those of these posts that somebody complained of."""
    rows = await connection.fetch(query("flags", "complained_of"), [str(one) for one in items])
    return {row["item"] for row in rows}


async def held(connection: Connection, item: int) -> list[str]:
    """The groups whose complaints held a post."""
    return [row["group"] for row in await connection.fetch(query("flags", "held"), str(item))]


async def unlinked(connection: Connection, items: Sequence[int]) -> list[Unlinked]:
    """Complaints about these posts that are not in the log yet."""
    rows = await connection.fetch(query("flags", "unlinked"), [*items])
    names = ("item", "server", "native_id", "domain")
    return [
        Unlinked(**{name: row[name] for name in names}, post=load(row["post"]), flag=load(row["flag"]))
        for row in rows
    ]


async def cited(connection: Connection, posts: Sequence[tuple[int, str]]) -> list[int]:
    """The posts named so, (server, native id or URI), that are there: of each the newest version."""
    rows = await connection.fetch(query("flags", "cited"), *_columns(posts))
    return sorted(row["item"] for row in rows)


async def settled(connection: Connection, flags: Sequence[tuple[int, str]]) -> list[Settled]:
    """What became of these complaints, (server, native id), without us."""
    rows = await connection.fetch(query("flags", "settled"), *_columns(flags))
    return [Settled(**dict(row)) for row in rows]


async def trusted(connection: Connection, sources: Sequence[str]) -> set[str]:
    """Those of these sources that somebody named before."""
    rows = await connection.fetch(query("flags", "trusted"), [*sources])
    return {row["source"] for row in rows}


async def weighed(connection: Connection, item: int) -> list[bytes]:
    """The ledger's entries about what a post's complaints weighed, that were not erased."""
    return [row["data"] for row in await connection.fetch(query("flags", "weighed"), item)]


async def remember(connection: Connection, server: int, flags: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep settled complaints, by native id, until all are there."""
    if flags:
        names = sorted(flags)
        columns = ([server] * len(names), names, [dump(flags[name]) for name in names])
        await connection.execute(query("flags", "remember"), *columns)


async def remembered(connection: Connection, server: int) -> dict[str, dict[str, Any]]:
    """All that is kept of a server's settled complaints, by native id."""
    rows = await connection.fetch(query("flags", "remembered"), server)
    return {row["native_id"]: load(row["flag"]) for row in rows}


def _columns(names: Sequence[tuple[int, str]]) -> tuple[list[int], list[str]]:
    return [one[0] for one in names], [one[1] for one in names]


def _kept(row: Any) -> Kept:
    names = ("id", "at", "kind", "item", "is_past")
    return Kept(**{name: row[name] for name in names}, body=load(row["body"]))
