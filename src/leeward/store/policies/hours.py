"""What happened, by the hour: what a surge is seen in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from leeward.model.items import WayIn
from leeward.store.connection import Connection
from leeward.store.queries import query

ALL = ""  # in the place of a domain: all together
_KINDS = ("posts", "flags", "sign-ups")
_WAYS = tuple(map(str, WayIn))

Key = tuple[int, str, str]
"""Server, what is counted, domain of origin."""


async def add(connection: Connection, numbers: Mapping[Key, int], hour: datetime) -> None:
    """Add to this hour's counts; each server's kinds must be among those that are known."""
    if numbers:
        keys = sorted(numbers)
        columns = [list(column) for column in zip(*keys, strict=True)]
        await connection.execute(query("hours", "add"), *columns, [numbers[key] for key in keys], hour)


async def known_flags(connection: Connection, flags: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these complaints, by (server, native id), those that are written down already."""
    if not flags:
        return set()
    servers, ids = zip(*sorted(flags), strict=True)
    rows = await connection.fetch(query("hours", "known_flags"), [*servers], [*ids])
    return {(row["server"], row["native_id"]) for row in rows}


async def told_before(
    connection: Connection, digests: Collection[tuple[int, bytes]], now: datetime
) -> set[tuple[int, bytes]]:
    """Of these news, by (server, digest), those that some way in told before now."""
    if not digests:
        return set()
    servers, told = zip(*sorted(digests), strict=True)
    rows = await connection.fetch(query("hours", "told_before"), [*servers], [*told], [*_WAYS], now)
    return {(row["server"], row["digest"]) for row in rows}


async def history(connection: Connection, key: Key, since: datetime, until: datetime) -> list[int | None]:
    """The counts of each hour from the one to the other, both included; None: nobody counted then."""
    rows = await connection.fetch(query("hours", "history"), *key, since, until, [*_KINDS])
    return [row["number"] for row in rows]


async def busy(connection: Connection, server: int, what: str, since: datetime, fewest: int) -> Sequence[str]:
    """Domains with at least so much since then, the busiest first; no more than can be looked through."""
    rows = await connection.fetch(query("hours", "busy"), server, what, since, fewest, 200)
    return [row["domain"] for row in rows]


async def forget(connection: Connection, before: datetime) -> None:
    """Forget what happened before that."""
    await connection.execute(query("hours", "forget"), before)
