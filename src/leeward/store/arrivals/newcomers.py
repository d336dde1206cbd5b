"""Newcomers: how long accounts and servers are known, and how much of them was seen before each post."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from leeward.model.items import Author
from leeward.store.arrivals.intake import NewItem
from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Came:
    """One post as it came. author: the account's URI; domain: of its server; None: not told."""

    server: int
    uri: str
    author: str | None
    domain: str | None
    has_media: bool
    seen_at: datetime
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was known when a post came. since: first seen. posts: with media, before it. None: unknown."""

    author_since: datetime | None
    author_posts: int | None
    origin_since: datetime | None
    origin_posts: int | None


@dataclass(frozen=True, slots=True)
class _Tally:
    since: datetime
    before: int


_Key = tuple[int, str]


def came(item: NewItem) -> Came:
    """What a new item tells of its author."""
    author = msgspec.convert(item.post["author"], Author)
    return Came(
        server=item.server,
        uri=item.uri,
        author=author.uri or None,
        domain=author.domain,
        has_media=bool(item.media),
        seen_at=item.seen_at,
        posted_at=msgspec.convert(item.post["posted_at"], datetime | None),
    )


async def meet(connection: Connection, posts: Sequence[Came]) -> None:
    """Count posts, each once whatever comes of it later, and keep what was known before it."""
    came = {(one.server, one.uri): one for one in sorted(posts, key=lambda one: one.has_media)}
    keys = sorted(came)
    columns = [[key[0] for key in keys], [key[1] for key in keys], [came[key].has_media for key in keys]]
    rows = await connection.fetch(query("newcomers", "meet"), *columns) if keys else []
    new = {(row["server"], row["uri"]) for row in rows if row["is_new"]}
    told = [came[row["server"], row["uri"]] for row in rows]
    told.sort(key=lambda one: (one.posted_at or one.seen_at, one.uri))
    authors = await _counted(connection, query("newcomers", "count_authors"), told, lambda one: one.author)
    origins = await _counted(connection, query("newcomers", "count_origins"), told, lambda one: one.domain)
    await _keep(connection, [one for one in told if (one.server, one.uri) in new], authors, origins)


async def _counted(
    connection: Connection, statement: str, posts: Sequence[Came], name: Callable[[Came], str | None]
) -> Mapping[_Key, _Tally]:
    """By post, what was known of its author or server before it."""
    number: Counter[_Key] = Counter()
    since: dict[_Key, datetime] = {}
    for one in posts:
        if key := _named(one, name):
            number[key] += one.has_media
            since[key] = min(one.seen_at, since.get(key, one.seen_at))
    keys = sorted(since)
    columns = [
        [k[0] for k in keys],
        [k[1] for k in keys],
        [since[k] for k in keys],
        [number[k] for k in keys],
    ]
    rows = await connection.fetch(statement, *columns) if keys else []
    first = {(row["server"], row["name"]): row["first_at"] for row in rows}
    before = {(row["server"], row["name"]): row["media_posts"] for row in rows}
    before = {key: total - number[key] for key, total in before.items()}
    found: dict[_Key, _Tally] = {}
    for one in posts:
        if key := _named(one, name):
            found[one.server, one.uri] = _Tally(first[key], before[key])
            before[key] += one.has_media
    return found


def _named(one: Came, name: Callable[[Came], str | None]) -> _Key | None:
    told = name(one)
    return (one.server, told) if told else None


async def _keep(
    connection: Connection,
    posts: Sequence[Came],
    authors: Mapping[_Key, _Tally],
    origins: Mapping[_Key, _Tally],
) -> None:
    if not posts:
        return
    keys = [(one.server, one.uri) for one in posts]
    tallies = [(authors.get(key), origins.get(key)) for key in keys]
    await connection.execute(
        query("newcomers", "keep"),
        [key[0] for key in keys],
        [key[1] for key in keys],
        [author and author.since for author, _ in tallies],
        [author and author.before for author, _ in tallies],
        [origin and origin.since for _, origin in tallies],
        [origin and origin.before for _, origin in tallies],
    )
