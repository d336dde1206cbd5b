"""The figures of the one screen: counts and ages, none of which reads a table that grows without end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Looks:
    """Media by what came of looking at them."""

    by_look: Mapping[str, int]

    @property
    def total(self) -> int:
        """All that somebody tried to look at."""
        return sum(self.by_look.values())

    @property
    def unknown(self) -> int:
        """Those of which nobody knows what they show."""
        return self.total - self.by_look.get("looked", 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be looked at. oldest: since when it is due; None: nothing waits."""

    media: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """size: entries in the tree. waiting: without a place. oldest: data of the first of these, canonical.
    head: the newest, signed."""

    size: int
    waiting: int
    oldest: bytes | None
    head: bytes | None


async def waiting(connection: Connection, now: datetime) -> Waiting:
    """Media that are due."""
    row = await connection.fetchrow(query("figures", "waiting"), now)
    return Waiting(row["media"], row["oldest"])


async def undecided(connection: Connection) -> datetime | None:
    """Since when the oldest post waits of which everything was looked at; None: there is none."""
    found = await connection.fetchval(query("figures", "undecided"))
    return found if isinstance(found, datetime) else None


async def looks(connection: Connection, since: datetime) -> Looks:
    """Media looked at since."""
    rows = await connection.fetch(query("figures", "looks"), since)
    return Looks({row["look"]: row["number"] for row in rows})


async def answers(connection: Connection, since: datetime) -> dict[str, int]:
    """What rules said of posts, known or unknown, in the hours that began since."""
    return dict(await connection.fetchrow(query("figures", "answers"), since))


async def cases(connection: Connection) -> dict[str, int]:
    """Cases that are not closed, by state."""
    return {row["state"]: row["number"] for row in await connection.fetch(query("figures", "cases"))}


async def impatient(connection: Connection, before: Mapping[str, datetime]) -> dict[str, int]:
    """By state: cases that have not moved since the time given for it."""
    rows = await connection.fetch(query("figures", "impatient"), list(before), list(before.values()))
    return {row["state"]: row["number"] for row in rows}


async def orders(connection: Connection) -> dict[str, int]:
    """Orders that are not at their end, by state."""
    return {row["state"]: row["number"] for row in await connection.fetch(query("figures", "orders"))}


async def ledger(connection: Connection) -> Ledger:
    """How far the ledger is."""
    row = await connection.fetchrow(query("figures", "ledger"))
    return Ledger(row["size"] or 0, row["waiting"], row["oldest"], row["head"])


async def counts(connection: Connection, day: date) -> dict[tuple[int, str], int]:
    """What is only counted: by server and what it was."""
    rows = await connection.fetch(query("figures", "counts"), day)
    return {(row["server"], row["what"]): row["number"] for row in rows}


async def polled(connection: Connection) -> dict[tuple[int, str], datetime]:
    """By server and way in: when it was asked for news last."""
    rows = await connection.fetch(query("servers", "cursors"))
    return {(row["server"], row["way_in"]): row["moved_at"] for row in rows}


async def schema(connection: Connection) -> str | None:
    """The version of the schema; None: nothing is set up."""
    if await connection.fetchval(query("figures", "has_schema")) is None:
        return None
    return str(await connection.fetchval(query("figures", "schema")))
