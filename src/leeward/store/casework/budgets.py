"""Budgets: how much of a server's patience is used, shared by all workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one kind of call may be made. per_s: sustained. burst: at once, after a rest."""

    per_s: float
    burst: int


async def reserve(connection: Connection, server: int, kind: str, rate: Rate, now: datetime) -> float:
    """Take a place in the line of one kind of call; gives the seconds to wait for it."""
    row = await connection.fetchrow(query("budgets", "reserve"), server, kind, rate.burst, rate.per_s, now)
    line_s = max(0.0, -float(row["tokens"]) / rate.per_s)
    until: datetime | None = row["not_before"]
    asked_s = (until - now).total_seconds() if until else 0.0
    return max(line_s, asked_s)


async def hold_off(
    connection: Connection, server: int, kinds: Sequence[str], now: datetime, until: datetime
) -> None:
    """The server asks for patience with these kinds of calls."""
    await connection.execute(query("budgets", "hold_off"), server, [*kinds], now, until)


async def not_before(connection: Connection, server: int, kind: str) -> datetime | None:
    """Until when the server asked to be left alone; None: it never did."""
    found: datetime | None = await connection.fetchval(query("budgets", "not_before"), server, kind)
    return found
