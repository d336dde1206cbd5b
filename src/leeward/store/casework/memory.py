"""What people have judged before of the same files on the same server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that memory may decide."""

    id: int
    item: int
    server: int
    queue: str


@dataclass(frozen=True, slots=True)
class Matched:
    """One media that matches something."""

    media: int
    sha256: bytes
    banks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """What people said of a case with a file. is_early: before anybody had looked. is_asked_again: an appeal
    is open. matched: how many media of it matched anything. voices: how many said it, where two had to."""

    case: int
    sha256: bytes
    verdict: str
    verdict_by: str
    is_early: bool
    is_asked_again: bool
    matched: int
    banks: tuple[str, ...]
    voices: int


async def open_case(connection: Connection, case: int, now: datetime) -> OpenCase | None:
    """The case, if memory may decide it."""
    row = await connection.fetchrow(query("memory", "open"), case, now)
    return OpenCase(**dict(row)) if row else None


async def matched(connection: Connection, item: int, ours: str) -> list[Matched]:
    """Media of a post that match anything but our own pictures."""
    rows = await connection.fetch(query("memory", "matched"), item, ours)
    return [Matched(row["media"], row["sha256"], (*row["banks"],)) for row in rows]


async def judged(
    connection: Connection, case: OpenCase, files: Sequence[bytes], ours: str
) -> list[JudgedFile]:
    """What people have said of these files, the newest first."""
    told = ([*files], case.server, case.queue, case.id, ours)
    rows = await connection.fetch(query("memory", "judged"), *told)
    return [JudgedFile(**(dict(row) | {"banks": (*row["banks"],)})) for row in rows]


async def decided(connection: Connection, item: int) -> list[Any]:
    """Decisions about a post, the first first."""
    return await connection.fetch(query("memory", "decided"), item)


async def confirm(connection: Connection, case: int, of: int, by: str, at: datetime) -> bool:
    """Confirm it as another case was by these people; False: somebody has moved it meanwhile."""
    return await connection.execute(query("memory", "confirm"), case, of, at, by) == "UPDATE 1"


async def remember(connection: Connection, case: int, of: int) -> None:
    """It was decided as this other case."""
    await connection.execute(query("memory", "remember"), case, of)
