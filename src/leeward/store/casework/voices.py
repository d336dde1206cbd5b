"""Voices: who has said that a case is what it looks like, where one person is not enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person said. person: the name without what spelling can change; name: as given.

    actions: that are to be ordered, by plug-in. again_at: when the same person said it again, alone.
    """

    person: str
    name: str
    actions: frozenset[str]
    said_at: datetime
    again_at: datetime | None = None


async def of_case(connection: Connection, case: int, times: int) -> list[Voice]:
    """Who has spoken since the case was confirmed so many times, the first first."""
    rows = await connection.fetch(query("voices", "of_case"), case, times)
    return [
        Voice(row["person"], row["name"], frozenset(row["actions"]), row["said_at"], row["again_at"])
        for row in rows
    ]


async def say(connection: Connection, case: int, times: int, voice: Voice) -> None:
    """Keep it; of the same person, beside what they said before."""
    actions: Iterable[str] = sorted(voice.actions)
    await connection.execute(
        query("voices", "say"), case, times, voice.person, voice.name, [*actions], voice.said_at
    )


async def again(connection: Connection, case: int, times: int, voice: Voice) -> None:
    """This person has said it again. voice: with `again_at`."""
    await connection.execute(query("voices", "again"), case, times, voice.person, voice.again_at)
