"""Brakes: how often rules fired, and which of them are held back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query

_LOCK = 0x1EED_B4A4E  # one transaction at a time counts what has a limit
_RECENT = 2_000  # verdicts that are looked through


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule to look up. since: begin of its limit's period; None: it has no limit."""

    core: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one rule; the numbers are of when it was in force.

    is_braked: by what only a person lifts. used, lifts: in its limit's period. is_new: promoted not long ago;
    asked, fired: since then.
    """

    is_promoted: bool
    is_braked: bool
    used: int
    lifts: int
    is_new: bool
    asked: int
    fired: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Posts of one hour on which a rule knew an answer, those of them that it hit, and those on which it knew
    none."""

    core: str
    is_enforced: bool
    asked: int
    fired: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class NewBrake:
    """One that takes hold. core: of the rule, or `of_action`. name: as it is called outside the policy."""

    core: str
    rule: str
    name: str
    kind: str
    since: datetime
    until: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class BrakeRow:
    """One brake."""

    id: int
    core: str
    rule: str
    name: str
    kind: str
    since: datetime
    until: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many cases are decided, and when the last one was."""

    number: int
    newest: datetime | None


def of_action(action: str) -> str:
    """What stands for the core of a rule in the brake of an action's quota."""
    return f"action:{action}"


async def alone(connection: Connection) -> None:
    """Nobody else counts until the transaction ends: what is read from here on stays exact.

    Posts' rows are locked before it; complaints (`flags.lock`) and cases' rows after it: else two could wait
    for each other.
    """
    await connection.execute(query("brakes", "lock"), _LOCK)


async def rules(connection: Connection, asked: Sequence[Asked], new_since: datetime) -> list[Standing]:
    """What is known of these rules, in their order. new_since: rules promoted later are new."""
    cores, since = [one.core for one in asked], [one.since for one in asked]
    rows = await connection.fetch(query("brakes", "rules"), cores, since, new_since)
    return [Standing(**{name: row[name] for name in Standing.__slots__}) for row in rows]


async def quotas(
    connection: Connection, actions: Sequence[str], midnight: datetime
) -> dict[str, tuple[int, int]]:
    """By action: how often it was wished for since midnight, and how often people lifted its quota."""
    rows = await connection.fetch(query("brakes", "quotas"), [*actions], midnight.date(), midnight)
    return {row["action"]: (row["number"], row["lifts"]) for row in rows}


async def count(connection: Connection, counted: Sequence[Counted], hour: datetime) -> None:
    """Add to the counts of this hour."""
    rows = sorted(counted, key=lambda one: (one.core, one.is_enforced))
    if rows:
        columns = [[getattr(one, name) for one in rows] for name in Counted.__slots__]
        await connection.execute(query("brakes", "count_rules"), *columns, hour)


async def count_actions(connection: Connection, wished: Mapping[str, int], day: date) -> None:
    """Add to the counts of this day."""
    if wished:
        names = sorted(wished)
        numbers = [wished[name] for name in names]
        await connection.execute(query("brakes", "count_actions"), names, numbers, day)


async def add(connection: Connection, brake: NewBrake) -> bool:
    """Whether it is new; False: one of its kind holds the rule already."""
    values = [getattr(brake, name) for name in NewBrake.__slots__]
    return await connection.fetchval(query("brakes", "add"), *values) is not None


async def opened(connection: Connection, now: datetime) -> list[BrakeRow]:
    """Those that hold now, oldest first."""
    return [_row(row) for row in await connection.fetch(query("brakes", "open"), now)]


async def lift(connection: Connection, core: str, at: datetime, by: str, why: str) -> list[BrakeRow]:
    """Take all brakes of a rule or quota away; gives those that held."""
    return [_row(row) for row in await connection.fetch(query("brakes", "lift"), core, at, by, why)]


async def end_over(connection: Connection, now: datetime) -> list[BrakeRow]:
    """End those whose time is over; gives them."""
    return [_row(row) for row in await connection.fetch(query("brakes", "end_over"), now)]


async def verdicts(connection: Connection) -> Verdicts:
    """What changes whenever somebody decides a case."""
    row = await connection.fetchrow(query("brakes", "verdicts"))
    return Verdicts(row["number"], row["newest"])


async def reviewed(
    connection: Connection, cores: Mapping[str, str], most: int
) -> dict[str, tuple[bool, ...]]:
    """By rule: the newest verdicts on what it did in force, the newest first; True: overturned.

    Args: cores: by rule's id. most: verdicts of each.
    """
    names = list(cores)
    rows = await connection.fetch(
        query("brakes", "reviewed"), names, [cores[name] for name in names], _RECENT, most
    )
    return {row["rule"]: tuple(row["verdicts"]) for row in rows}


async def forget(connection: Connection, before: datetime) -> None:
    """Forget counts of before that."""
    await connection.execute(query("brakes", "forget"), before)
    await connection.execute(query("brakes", "forget_days"), before.date())


def _row(row: Any) -> BrakeRow:
    return BrakeRow(**{name: row[name] for name in BrakeRow.__slots__})
