"""Alarms: what is wrong now, since when, who was told, and whom we could not tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Alarm:
    """One that is open."""

    name: str
    said: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody who is to be told: of an open alarm, or that it is over."""

    alarm: str
    channel: str
    said: str
    since: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Manners:
    """again_before: whoever was told of an open alarm before that is told again.
    retry_before: whoever we tried to tell before that, and could not, is tried again."""

    again_before: datetime
    retry_before: datetime


async def set_all(connection: Connection, alarms: Mapping[str, str], at: datetime) -> None:
    """Exactly these are open from now on: name to sentence. Those that were stay the same alarm, those that
    are not among them are over."""
    names = sorted(alarms)
    await connection.execute(query("alarms", "clear_others"), names, at)
    await connection.execute(query("alarms", "raise"), names, [alarms[name] for name in names], at)


async def raise_(connection: Connection, name: str, said: str, at: datetime) -> None:
    """Open it; one that is open stays as old as it is, and says this from now on."""
    await connection.execute(query("alarms", "raise"), [name], [said], at)


async def clear(connection: Connection, name: str, at: datetime) -> None:
    """It is over; whoever was told of it is to be told that, too."""
    await connection.execute(query("alarms", "clear"), name, at)


async def opened(connection: Connection) -> list[Alarm]:
    """Those that are open, oldest first."""
    rows = await connection.fetch(query("alarms", "open"))
    return [Alarm(row["name"], row["said"], row["since"]) for row in rows]


async def claim(
    connection: Connection, channels: Sequence[str], manners: Manners, at: datetime
) -> list[Untold]:
    """Everybody who is to be told now; nobody else gets the same ones until `manners.retry_before`."""
    rows = await connection.fetch(
        query("alarms", "claim"), [*channels], manners.again_before, manners.retry_before, at
    )
    return [Untold(row["alarm"], row["channel"], row["said"], row["since"], row["is_over"]) for row in rows]


async def told(connection: Connection, untold: Untold, at: datetime) -> None:
    """They know. What was open when they were told may be over by now: that is told next."""
    if untold.is_over:
        await connection.execute(query("alarms", "told_over"), untold.alarm, untold.channel)
    else:
        await connection.execute(query("alarms", "told"), untold.alarm, untold.channel, at)


async def not_told(connection: Connection, untold: Untold, trouble: str) -> None:
    """They could not be told: a sentence why."""
    await connection.execute(query("alarms", "not_told"), untold.alarm, untold.channel, trouble)


async def forget(connection: Connection, channels: Collection[str]) -> None:
    """Those that are over, once everybody on these channels who was told of them knows that."""
    await connection.execute(query("alarms", "forget"), [*channels])


async def troubles(connection: Connection) -> dict[str, str]:
    """By channel: why the last alarm did not get through, whether it is open or over."""
    rows = await connection.fetch(query("alarms", "troubles"))
    return {row["channel"]: row["trouble"] for row in rows}
