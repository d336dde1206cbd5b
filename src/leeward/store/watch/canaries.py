"""Canaries: what was sent, what came out, what was taken away again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Sending:
    """One canary on its way: one post, and each of `ways_in` must tell of it by `due_at`."""

    server: int
    ways_in: tuple[str, ...]
    sent_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CanaryRow:
    """One canary through one way in. uri: empty until it is posted. said: why it could not be."""

    server: int
    way_in: str
    uri: str
    sent_at: datetime
    due_at: datetime
    seen_at: datetime | None
    said: str | None


@dataclass(frozen=True, slots=True)
class Posted:
    """A post of ours."""

    server: int
    native_id: str
    uri: str


async def begin(connection: Connection, sending: Sending, unless_since: datetime) -> bool:
    """Write down what is about to be sent. False: one was sent to this server since, or nothing may be posted
    there, so nothing is written. Call it in a transaction: two workers then send one."""
    if not await connection.fetchval(query("canaries", "lock"), sending.server):
        return False
    if await connection.fetchval(query("canaries", "has_since"), sending.server, unless_since):
        return False
    ways = list(sending.ways_in)
    await connection.execute(
        query("canaries", "begin"), sending.server, ways, sending.sent_at, sending.due_at
    )
    return True


async def sent(connection: Connection, sending: Sending, post: Posted, due_at: datetime) -> None:
    """It is posted, and due from then on."""
    told = (post.native_id, post.uri, due_at)
    await connection.execute(query("canaries", "sent"), sending.server, sending.sent_at, *told)


async def failed(connection: Connection, sending: Sending, said: str) -> None:
    """It could not be posted: a sentence why."""
    await connection.execute(query("canaries", "failed"), sending.server, sending.sent_at, said)


async def adopt(connection: Connection, before: datetime, since: datetime) -> None:
    """Find the posts of canaries whose sender was killed before it could write their address down.
    before: nobody is sending those any more. since: nobody looks for those any more."""
    await connection.execute(query("canaries", "adopt"), before, since)


async def mark_seen(connection: Connection, uris: Sequence[str], at: datetime) -> None:
    """These posts came out as a match: every way in that told of one has passed."""
    await connection.execute(query("canaries", "mark_seen"), [*uris], at)


async def ours(
    connection: Connection, posts: Sequence[tuple[int, str]], since: datetime
) -> set[tuple[int, str]]:
    """Which of these (server, URI) we sent; any may be one sent since then that has no address yet."""
    told = ([server for server, _ in posts], [uri for _, uri in posts])
    rows = await connection.fetch(query("canaries", "ours"), *told, since)
    return {(row["server"], row["uri"]) for row in rows}


async def mark_late(connection: Connection, since: datetime) -> None:
    """As `mark_seen`, for ways in that told of a post after it had come out by another, and for posts that
    came out before their sender had written their address down."""
    await connection.execute(query("canaries", "mark_late"), since)


async def over(connection: Connection, servers: Sequence[int], now: datetime) -> list[Posted]:
    """Posts to take away: seen by every way in, or due."""
    rows = await connection.fetch(query("canaries", "over"), [*servers], now)
    return [Posted(row["server"], row["native_id"], row["uri"]) for row in rows]


async def withdrawn(connection: Connection, post: Posted, at: datetime) -> None:
    """It is taken away."""
    await connection.execute(query("canaries", "withdrawn"), post.server, post.uri, at)


async def left(connection: Connection, post: Posted, said: str) -> None:
    """It cannot be taken away, and trying again would not help: a sentence why."""
    await connection.execute(query("canaries", "left"), post.server, post.uri, said)


async def latest(connection: Connection, most: int) -> list[CanaryRow]:
    """The last `most` of each way in of each server, oldest first."""
    rows = await connection.fetch(query("canaries", "latest"), most)
    return [CanaryRow(**{name: row[name] for name in CanaryRow.__slots__}) for row in rows]


async def still_there(connection: Connection) -> dict[int, int]:
    """By server: posts that a person must take away."""
    return {row["server"]: row["number"] for row in await connection.fetch(query("canaries", "still_there"))}


async def forget(connection: Connection, before: datetime) -> None:
    """Forget those sent before that, but for what is still to be taken away."""
    await connection.execute(query("canaries", "forget"), before)
