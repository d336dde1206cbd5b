"""Versions of the policy: the newest one is in force everywhere; and the rules that were promoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from leeward.store.connection import Connection, dump, load
from leeward.store.policies import decisions
from leeward.store.queries import query

_LOCK = 0x1EE0B01  # one at a time makes a version


class Kind(StrEnum):
    """How a version came to be."""

    FIRST = "first"
    EDITED = "edited"
    PROMOTED = "promoted"
    REVERTED = "reverted"


class Origin(StrEnum):
    """Where its text came from."""

    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class RuleMark:
    """A rule as it was in a version. digest: of all it means. core: of what promotion is about."""

    id: str
    digest: str
    core: str
    mode: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be made. text: every file of it. unwritten: where its files are still to be written."""

    digest: str
    kind: Kind
    origin: Origin
    author: str
    why: str
    text: str
    rules: tuple[RuleMark, ...]
    unwritten: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version. made_at: UTC. text: empty where many were asked for."""

    number: int
    digest: str
    kind: Kind
    origin: Origin
    author: str
    why: str
    text: str
    rules: tuple[RuleMark, ...]
    unwritten: str | None
    made_at: datetime


async def lock(connection: Connection) -> None:
    """Wait until nobody else makes a version; until the end of this transaction nobody will."""
    await connection.execute(query("versions", "lock"), _LOCK)


async def newest_number(connection: Connection) -> int | None:
    """The version in force; None: there is none yet."""
    number: int | None = await connection.fetchval(query("versions", "newest_number"))
    return number


async def newest(connection: Connection) -> Version | None:
    """The version in force with its text; None: there is none yet."""
    row = await connection.fetchrow(query("versions", "newest"))
    return _version(row) if row else None


async def one(connection: Connection, number: int) -> Version | None:
    """One version with its text."""
    row = await connection.fetchrow(query("versions", "one"), number)
    return _version(row) if row else None


async def every(connection: Connection) -> list[Version]:
    """All versions, the first one first, without their texts."""
    return [_version(row) for row in await connection.fetch(query("versions", "every"))]


async def number_of(connection: Connection, digest: str) -> int | None:
    """The newest version that means just this."""
    number: int | None = await connection.fetchval(query("versions", "number_of_digest"), digest)
    return number


async def number_of_text(connection: Connection, text: str) -> int | None:
    """The newest version that was written just so."""
    number: int | None = await connection.fetchval(query("versions", "number_of_text"), text)
    return number


async def texts(connection: Connection) -> list[str]:
    """Every text that ever was in force: much, and seldom wanted."""
    return [row["text"] for row in await connection.fetch(query("versions", "texts"))]


async def add(connection: Connection, new: NewVersion, at: datetime) -> int:
    """Put a version in force; gives its number. The caller has the lock."""
    await decisions.add_policy(connection, new.digest, new.text, at)
    number: int = await connection.fetchval(
        query("versions", "add"),
        new.digest,
        str(new.kind),
        str(new.origin),
        new.author,
        new.why,
        new.text,
        dump(new.rules),
        new.unwritten,
        at,
    )
    return number


async def mark_written(connection: Connection, number: int) -> None:
    """Its files are where they were to be."""
    await connection.execute(query("versions", "written"), number)


async def promoted(connection: Connection) -> frozenset[str]:
    """Cores of the rules that may do what their mode says. Once promoted, always so."""
    return frozenset(row["core"] for row in await connection.fetch(query("versions", "promoted")))


async def promoted_at(connection: Connection) -> dict[str, datetime]:
    """The same with the time, UTC, of each one's first promotion: that of the version that brought it."""
    return {row["core"]: row["promoted_at"] for row in await connection.fetch(query("versions", "promoted"))}


async def promote(connection: Connection, rules: Iterable[RuleMark], author: str, at: datetime) -> None:
    """Let these rules do what their mode says, in whatever version they stand."""
    rows: Sequence[RuleMark] = list(rules)
    cores, names = [one.core for one in rows], [one.id for one in rows]
    await connection.execute(query("versions", "promote"), cores, names, author, at)


def _version(row: Any) -> Version:
    rules = tuple(RuleMark(**told) for told in load(row["rules"]))
    rest = {key: row[key] for key in ("number", "digest", "author", "why", "text", "unwritten", "made_at")}
    return Version(kind=Kind(row["kind"]), origin=Origin(row["origin"]), rules=rules, **rest)
