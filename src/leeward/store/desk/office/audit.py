"""The ledger as its page searches it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query

EVER = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Found:
    """One entry. number: None: it waits for its place. data: None: it was erased."""

    id: int
    number: int | None
    kind: str
    data: bytes | None
    item: int | None
    case: int | None
    person: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """Entries with ids from `since` (included) to `before` (not included), the newest `most` of them."""

    before: int = EVER
    since: int = 0
    most: int = 50


async def newest(connection: Connection, window: Window) -> list[Found]:
    """The newest entries, the newest first."""
    return _found(await connection.fetch(query("audit", "newest"), *_asked(window)))


async def of_case(connection: Connection, window: Window, case: int) -> list[Found]:
    """Those of a case and of its post."""
    return _found(await connection.fetch(query("audit", "of_case"), *_asked(window), case))


async def of_kinds(connection: Connection, window: Window, kinds: Sequence[str]) -> list[Found]:
    """Those of these kinds; of what somebody was shown, none."""
    told = [one for one in kinds if not one.startswith("view.")]
    return _found(await connection.fetch(query("audit", "of_kinds"), *_asked(window), told))


async def of_person(connection: Connection, window: Window, names: Sequence[str]) -> list[Found]:
    """Those that tell what somebody did. names: under which they are told."""
    return _found(await connection.fetch(query("audit", "of_person"), *_asked(window), [*names]))


async def one(connection: Connection, number: int) -> Found | None:
    """By its place in the tree. None: there is none that the connection sees."""
    found = _found(await connection.fetch(query("audit", "one"), number))
    return found[0] if found else None


async def visible(connection: Connection, ids: Sequence[int]) -> frozenset[int]:
    """Those of these entries that the connection sees."""
    return frozenset(row["id"] for row in await connection.fetch(query("audit", "visible"), [*ids]))


async def kinds(connection: Connection) -> tuple[str, ...]:
    """Every kind of entry that there is."""
    return tuple(row["kind"] for row in await connection.fetch(query("audit", "kinds")))


async def views(connection: Connection, most: int) -> int:
    """How many entries there are about what people were shown; no more than `most` are counted."""
    return int(await connection.fetchval(query("audit", "views"), most))


async def people(connection: Connection) -> dict[int, str]:
    """Everybody's name by number."""
    return {row["id"]: row["name"] for row in await connection.fetch(query("audit", "people"))}


async def bounds(connection: Connection) -> tuple[int, int]:
    """(the first id, one more than the last)."""
    row = await connection.fetchrow(query("audit", "range"))
    return row["first"], row["behind"]


async def at_or_after(connection: Connection, id_: int) -> tuple[int, bytes] | None:
    """The first entry from this id on whose bytes are there: (id, bytes)."""
    row = await connection.fetchrow(query("audit", "at_or_after"), id_)
    return (row["id"], row["data"]) if row else None


def _asked(window: Window) -> tuple[int, int, int]:
    return window.before, window.since, window.most


def _found(rows: Sequence[Any]) -> list[Found]:
    return [Found(*(row[name] for name in Found.__slots__)) for row in rows]
