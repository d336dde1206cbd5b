"""What comes in: sightings, items, media, flags, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leeward.store.connection import Connection, dump
from leeward.store.queries import query


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """One thing told by one way in. digest: the same for a retry of the same news."""

    server: int
    way_in: str
    digest: bytes
    subject: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class NewItem:
    """One post with media. post: as JSON. media: (native id, kind, copies as JSON)."""

    server: int
    native_id: str
    uri: str
    revision: str
    way_in: str
    post: dict[str, Any]
    seen_at: datetime
    media: tuple[tuple[str, str, list[dict[str, str]]], ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A new item, with the ids of its media."""

    item: int
    source: NewItem
    media: tuple[int, ...]


async def add_sightings(connection: Connection, sightings: Sequence[Sighting]) -> set[tuple[int, str, bytes]]:
    """Which of them are news: (server, way in, digest)."""
    rows = sorted(set(sightings))
    columns = [[getattr(one, name) for one in rows] for name in Sighting.__slots__]
    found = await connection.fetch(query("intake", "add_sightings"), *columns)
    return {(row["server"], row["way_in"], row["digest"]) for row in found}


async def add_items(connection: Connection, items: Sequence[NewItem]) -> list[Added]:
    """Write posts and their media; a post that is there already is not among what is given back."""
    by_key: dict[tuple[int, str, str], NewItem] = {}
    for one in items:  # who knows the server's own id of a post tells more of it
        known = by_key.setdefault((one.server, one.uri, one.revision), one)
        if known.native_id == known.uri:
            by_key[one.server, one.uri, one.revision] = one
    rows = [by_key[key] for key in sorted(by_key)]
    names = ("server", "native_id", "uri", "revision", "way_in", "post", "seen_at")
    columns = [[getattr(one, name) for one in rows] for name in names]
    columns[names.index("post")] = [dump(one.post) for one in rows]
    found = await connection.fetch(query("intake", "add_items"), *columns)
    new = {row["id"]: by_key[row["server"], row["uri"], row["revision"]] for row in found if row["is_new"]}
    media = await _add_media(connection, new)
    return [Added(item, source, tuple(media.get(item, ()))) for item, source in new.items()]


async def _add_media(connection: Connection, items: dict[int, NewItem]) -> dict[int, list[int]]:
    rows = [
        (item, position, native_id, kind, dump(copies))
        for item, source in items.items()
        for position, (native_id, kind, copies) in enumerate(source.media)
    ]
    if not rows:
        return {}
    found = await connection.fetch(query("intake", "add_media"), *map(list, zip(*rows, strict=True)))
    media: dict[int, list[int]] = {}
    for row in found:
        media.setdefault(row["item"], []).append(row["id"])
    return media


async def mark_gone(connection: Connection, server: int, subjects: Sequence[str], at: datetime) -> list[int]:
    """Items that their server says are deleted. subjects: URIs or native ids."""
    rows = await connection.fetch(query("intake", "mark_gone"), server, sorted(subjects), at)
    return [row["id"] for row in rows]


async def add_flags(
    connection: Connection, flags: Sequence[tuple[int, str, dict[str, Any], datetime, bool]]
) -> None:
    """Complaints: (server, native id, flag as JSON, told at, is open); a later word on one replaces it."""
    rows = list({(f[0], f[1]): (f[0], f[1], dump(f[2]), f[3], f[4]) for f in flags}.values())
    if rows:
        columns = [*map(list, zip(*sorted(rows, key=lambda one: one[:2]), strict=True))]
        await connection.execute(query("intake", "add_flags"), *columns)
        await connection.execute(query("intake", "add_flag_posts"), *columns[:3])


async def count(connection: Connection, day: date, numbers: dict[tuple[int, str], int]) -> None:
    """Add to the day's counts: (server, what) to how many."""
    if numbers:
        keys = sorted(numbers)
        columns = ([day] * len(keys), [k[0] for k in keys], [k[1] for k in keys], [numbers[k] for k in keys])
        await connection.execute(query("intake", "count"), *columns)


async def waiting(connection: Connection, most: int) -> int:
    """Media that nobody has looked at, counted up to `most`."""
    return int(await connection.fetchval(query("intake", "waiting"), most))


async def forget_sightings(connection: Connection, before: datetime) -> None:
    """Forget who told what before that: it cannot come again."""
    await connection.execute(query("intake", "forget_sightings"), before)
