"""Looking: what is due, what came of it, and what a decision needs to know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.arrivals.newcomers import Known
from leeward.store.connection import Connection, dump, load
from leeward.store.policies.hits import ReadPost, read_post
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Due:
    """One media to look at. copies: [{"place", "url"}]. attempts: how often it was tried."""

    id: int
    item: int
    server: int
    copies: list[dict[str, str]]
    attempts: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one attempt. attempt: its number, 1 for the first. next_at: of another; None: is_final."""

    media: int
    look: str
    is_final: bool
    reason: str | None
    size: int | None
    sha256: bytes | None
    media_type: str | None
    signals: list[Any] | None
    attempt: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One match. entry: SHA-256 of the list's own name for it."""

    media: int
    bank: str
    bank_digest: str
    kind: str
    is_exact: bool
    distance: int
    threshold: int
    view: str
    entry: bytes


async def due(connection: Connection, media: Sequence[int], now: datetime) -> list[Due]:
    """Of these media those that want a look now."""
    rows = await connection.fetch(query("looks", "due"), [*media], now)
    return [Due(row["id"], row["item"], row["server"], load(row["copies"]), row["attempts"]) for row in rows]


async def save(connection: Connection, looked: Sequence[Looked], now: datetime) -> set[int]:
    """Write attempts; gives the media that this changed. What another worker has written stays."""
    columns = [[getattr(one, name) for one in looked] for name in Looked.__slots__]
    columns[Looked.__slots__.index("signals")] = [
        None if one.signals is None else dump(one.signals) for one in looked
    ]
    rows = await connection.fetch(query("looks", "save"), *columns, now)
    return {row["id"] for row in rows}


async def add_matches(connection: Connection, matches: Sequence[MatchRow]) -> None:
    """Write matches of media that `save` has just changed."""
    if matches:
        columns = [[getattr(one, name) for one in matches] for name in MatchRow.__slots__]
        await connection.execute(query("looks", "add_matches"), *columns)


async def lock_items(connection: Connection, items: Sequence[int]) -> None:
    """One decision of a post at a time."""
    await connection.fetch(query("looks", "lock_items"), sorted(items))


async def lock_fresh(connection: Connection, items: Sequence[int]) -> list[int]:
    """As `lock_items`, of those about which nothing was decided yet; gives these."""
    return [row["id"] for row in await connection.fetch(query("looks", "lock_fresh"), sorted(items))]


async def lock_arrived(connection: Connection, since: datetime, most: int) -> list[int]:
    """Posts with media that came since then, about which nothing was decided yet; without waiting for any."""
    rows = await connection.fetch(query("looks", "lock_arrived"), since, most)
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Standing:
    """One post as it stands: rows of the tables. rounds: decisions made.

    read: what scanners found in its words; None: nobody read them. met: what was known of who wrote it when
    it came; None: nobody counted then. is_cited: whether any complaint may be about it.
    """

    item: int
    server: int
    uri: str
    native_id: str
    way_in: str
    post: dict[str, Any]
    rounds: int
    media: list[Any]
    matches: list[Any]
    read: ReadPost | None = None
    met: Known | None = None
    is_cited: bool = True


async def standing(connection: Connection, items: Sequence[int]) -> list[Standing]:
    """What is known of posts, for their decision."""
    posts = await connection.fetch(query("looks", "of_items"), [*items])
    media = await connection.fetch(query("looks", "media_of_items"), [*items])
    matched = sorted({row["item"] for row in media if row["has_matches"]})
    matches = await connection.fetch(query("looks", "matches_of_items"), matched) if matched else []
    by_item = _grouped(media), _grouped(matches)
    return [_standing(row, *(one.get(row["id"], []) for one in by_item)) for row in posts]


def _standing(row: Any, media: list[Any], matches: list[Any]) -> Standing:
    return Standing(
        row["id"],
        row["server"],
        row["uri"],
        row["native_id"],
        row["way_in"],
        load(row["post"]),
        row["rounds"],
        media,
        matches,
        None if row["hits"] is None else read_post(row),
        Known(**{name: row[name] for name in Known.__slots__}) if row["is_met"] else None,
        row["is_cited"],
    )


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["item"], []).append(row)
    return found


async def lost(connection: Connection, before: datetime, most: int) -> list[int]:
    """Media that should have been looked at before that: their job is gone."""
    return [row["id"] for row in await connection.fetch(query("looks", "lost"), before, most)]
