"""Sealed media of cases: what is wanted, what is kept, what became of the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leeward.store.connection import Connection, load
from leeward.store.queries import query


class Keep(StrEnum):
    """How it stands with the bytes of one media of a case."""

    WANTED = "wanted"  # asked for, or to be asked for again
    KEPT = "kept"
    TOO_LARGE = "too_large"
    CHANGED = "changed"  # the server now gives other bytes than were looked at
    GONE = "gone"  # it could not be had, as often as it was asked for
    EXPIRED = "expired"  # erased, long after its cases were closed


@dataclass(frozen=True, slots=True)
class Wanted:
    """One media to keep. sha256: of what was looked at, if anything was. is_looked: that nobody looks any
    more. attempts: at keeping it, so far."""

    media: int
    item: int
    case: int
    copies: list[dict[str, str]]
    sha256: bytes | None
    media_type: str | None
    is_looked: bool
    attempts: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One media as the table has it. sha256, size, media_type: None where it was never kept."""

    id: int
    media: int
    state: Keep
    sha256: bytes | None
    size: int | None
    media_type: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Whole:
    """What is kept. media_type: by its content; None where unknown."""

    media: int
    sha256: bytes
    size: int
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Miss:
    """Why it is not kept. attempt: its number. next_at: of another one; None: that was the last."""

    media: int
    state: Keep
    reason: str
    attempt: int
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """One that may be erased."""

    id: int
    media: int
    item: int
    case: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many are in a state. bytes: that are kept, before sealing. since: when the oldest came."""

    state: Keep
    number: int
    bytes: int
    since: datetime


async def want(connection: Connection, items: Sequence[int], at: datetime) -> None:
    """Have all media of these posts kept, as far as a case about them is open."""
    await connection.execute(query("evidence", "want"), sorted(items), at)


async def wanted(connection: Connection, items: Sequence[int]) -> list[Wanted]:
    """What is still to be kept of these posts."""
    rows = await connection.fetch(query("evidence", "wanted"), [*items])
    same = ("media", "item", "case", "sha256", "media_type", "attempts", "next_at")
    return [
        Wanted(**{name: row[name] for name in same}, copies=load(row["copies"]), is_looked=row["is_final"])
        for row in rows
    ]


async def keep(connection: Connection, whole: Whole, pieces: Iterable[bytes], at: datetime) -> bool:
    """Keep a media, piece by piece; False: somebody else did, or nobody wants it. Call it in a transaction:
    all of it is there, or nothing."""
    told = (whole.media, whole.sha256, whole.size, whole.media_type, at)
    found = await connection.fetchval(query("evidence", "keep"), *told)
    if found is None:
        return False
    for number, sealed in enumerate(pieces):
        await connection.execute(query("evidence", "add_piece"), found, number, sealed)
    return True


async def missed(connection: Connection, miss: Miss) -> bool:
    """Write down an attempt that gave nothing; False: another was faster."""
    told = (miss.media, str(miss.state), miss.reason, miss.attempt, miss.next_at)
    return await connection.fetchval(query("evidence", "missed"), *told) is not None


async def one(connection: Connection, media: int) -> Kept | None:
    """How it stands with this media; None: nobody ever asked for it."""
    row = await connection.fetchrow(query("evidence", "one"), media)
    return None if row is None else Kept(**dict(row) | {"state": Keep(row["state"])})


async def piece(connection: Connection, evidence: int, number: int) -> bytes | None:
    """One sealed piece; None: there is none with this number."""
    found: bytes | None = await connection.fetchval(query("evidence", "piece"), evidence, number)
    return found


async def lost(connection: Connection, before: datetime, most: int) -> list[int]:
    """Posts whose media should have been kept before that."""
    return [row["item"] for row in await connection.fetch(query("evidence", "lost"), before, most)]


async def over(connection: Connection, before: datetime, most: int) -> list[Over]:
    """Media whose last case was closed before that."""
    return [Over(**dict(row)) for row in await connection.fetch(query("evidence", "over"), before, most)]


async def erase(connection: Connection, evidence: int, at: datetime) -> bool:
    """Drop its bytes; False: it is not kept, or a case about it is open."""
    if await connection.fetchval(query("evidence", "erase"), evidence, at) is None:
        return False
    await connection.execute(query("evidence", "erase_pieces"), evidence)
    return True


async def counts(connection: Connection) -> list[Count]:
    """How much there is, by state."""
    rows = await connection.fetch(query("evidence", "counts"))
    return [Count(**dict(row) | {"state": Keep(row["state"])}) for row in rows]
