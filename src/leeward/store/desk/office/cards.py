"""What the office's pages ask that nothing else does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query

_RECENT = 2_000  # verdicts that are looked through


@dataclass(frozen=True, slots=True)
class Counts:
    """What one rule did in a time. asked: posts of which it knew an answer; unknown: of which it knew none.

    hits: in force; noted: while it could only note.
    """

    asked: int = 0
    hits: int = 0
    noted: int = 0
    unknown: int = 0


async def counts(connection: Connection, cores: Sequence[str], since: datetime) -> dict[str, Counts]:
    """By core; those of which nothing was counted are left out."""
    rows = await connection.fetch(query("office", "counts"), [*cores], since)
    return {row["core"]: Counts(row["asked"], row["hits"], row["noted"], row["unknown"]) for row in rows}


async def judged(connection: Connection, since: datetime) -> dict[str, tuple[int, int]]:
    """By core: of the hits that people judged lately, (how many they agreed with, how many there were)."""
    rows = await connection.fetch(query("office", "judged"), since, _RECENT)
    return {row["core"]: (row["confirmed"], row["number"]) for row in rows}


async def visible(connection: Connection, cases: Sequence[int]) -> frozenset[int]:
    """Those of these cases that the connection sees."""
    return frozenset(row["id"] for row in await connection.fetch(query("office", "visible"), [*cases]))
