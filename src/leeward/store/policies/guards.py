"""Guards: which of them are on, where, until when, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query

EVERYWHERE = 0  # in the place of a server: all that are protected


@dataclass(frozen=True, slots=True)
class Place:
    """What a guard is on for. server: EVERYWHERE or one. domain: of origin; empty: all."""

    guard: str
    server: int
    domain: str


@dataclass(frozen=True, slots=True)
class Switch:
    """One time that a guard is on. is_on: False: people are told of the surge, and no more. by: a person, or
    `JOB`."""

    place: Place
    is_on: bool
    since: datetime
    until: datetime
    said: str
    by: str


async def on(connection: Connection, guards: Collection[str], now: datetime) -> list[Place]:
    """Where these guards are on now."""
    rows = await connection.fetch(query("guards", "on"), sorted(guards), now)
    return [Place(row["guard"], row["server"], row["domain"]) for row in rows]


async def opened(connection: Connection, now: datetime) -> list[Switch]:
    """Everything that is on, or that people were told of, oldest first."""
    return [_switch(row) for row in await connection.fetch(query("guards", "open"), now)]


async def begin(connection: Connection, new: Switch, peace_since: datetime) -> bool:
    """Whether it is on now and was not; a person who ended it after `peace_since` is not overruled.

    Others may try the same at once: one of them does it.
    """
    values = (new.place.guard, new.place.server, new.place.domain, new.is_on, new.since, new.until, new.said)
    return await connection.fetchrow(query("guards", "begin"), *values, new.by, peace_since) is not None


async def renew(connection: Connection, new: Switch, before: datetime) -> bool:
    """Whether it is on for longer now: only if it was to end by then."""
    place = new.place
    found = await connection.fetchrow(
        query("guards", "renew"), place.guard, place.server, place.domain, new.until, new.said, before
    )
    return found is not None


async def end_over(connection: Connection, now: datetime) -> list[Switch]:
    """End what its clock ends; gives it."""
    return [_switch(row) for row in await connection.fetch(query("guards", "end_over"), now)]


async def end(connection: Connection, guard: str, at: datetime, by: str) -> list[Switch]:
    """A person ends a guard wherever it is on; gives what that was."""
    return [_switch(row) for row in await connection.fetch(query("guards", "end"), guard, at, by)]


def _switch(row: Any) -> Switch:
    place = Place(row["guard"], row["server"], row["domain"])
    return Switch(place, row["is_on"], row["since"], row["until"], row["said"], row["began_by"])
