"""Cases that a job releases: held until somebody looked, or until nobody decided in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.cases import LetGo
from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Late:
    """A case of which nobody has decided for half of the time, and when its hold lapses."""

    case: int
    lapses_at: datetime


async def early(connection: Connection, items: Sequence[int]) -> list[int]:
    """Of these posts the cases that were to wait for a look only, and that no person has touched; locked."""
    return [row["id"] for row in await connection.fetch(query("lapses", "early"), [*items])]


async def let_go(connection: Connection, case: int, why: LetGo, at: datetime) -> bool:
    """Release it; False: a person has decided, or it was let go before."""
    return await connection.execute(query("lapses", "let_go"), case, at, str(why)) == "UPDATE 1"


async def due(connection: Connection, now: datetime, most: int) -> list[int]:
    """Cases whose hold lapses, as nobody has decided."""
    return [row["id"] for row in await connection.fetch(query("lapses", "due"), now, most)]


async def is_due(connection: Connection, case: int, now: datetime) -> bool:
    """Whether it is still so; nobody else moves it before the transaction ends."""
    return await connection.fetchrow(query("lapses", "is_due"), case, now) is not None


async def follow(connection: Connection, case: int, at: datetime) -> int | None:
    """A case that people go on with: the same without what it held, and with who has spoken; None: there is
    one."""
    found: int | None = await connection.fetchval(query("lapses", "follow"), case, at)
    if found is not None:
        await connection.execute(query("lapses", "take_voices"), case, found)
    return found


async def late(connection: Connection, now: datetime) -> list[Late]:
    """Cases about children's safety of whose time half is over; locked, so that nobody decides meanwhile."""
    return [Late(row["id"], row["lapses_at"]) for row in await connection.fetch(query("lapses", "late"), now)]


async def follower(connection: Connection, case: int) -> int | None:
    """The case that goes on from this one."""
    found: int | None = await connection.fetchval(query("lapses", "follower"), case)
    return found
