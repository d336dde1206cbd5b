"""Cases that were decided already, dealt again to measure how far people agree."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Sought:
    """For whom, and among which cases. servers: None: of all. withheld: a queue, unless they may see it."""

    person: int
    name: str
    servers: Collection[int] | None
    withheld: str
    may_see_withheld: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said of a case, and how it had been decided."""

    case: int
    said: str
    said_at: datetime
    decided: str
    decided_at: datetime


async def turn(connection: Connection, person: int) -> int:
    """How many things they have been through."""
    number: int = await connection.fetchval(query("golden", "turn"), person)
    return number


async def judges(connection: Connection, roles: Collection[str]) -> int:
    """How many people have one of these roles."""
    number: int = await connection.fetchval(query("golden", "judges"), [*roles])
    return number


async def open_one(connection: Connection, person: int, after: datetime) -> int | None:
    """The case that they were dealt since and have not answered."""
    case: int | None = await connection.fetchval(query("golden", "open"), person, after)
    return case


async def is_open(connection: Connection, person: int, case: int, after: datetime) -> bool:
    """Whether they were dealt this one since and have not answered."""
    return bool(await connection.fetchval(query("golden", "is_open"), person, case, after))


async def candidates(connection: Connection, sought: Sought, before: datetime) -> list[int]:
    """Cases that could be dealt again, of the last 500 that people decided before then."""
    servers = None if sought.servers is None else [*sought.servers]
    told = (sought.person, sought.name, before, servers, sought.withheld, sought.may_see_withheld)
    return [row["id"] for row in await connection.fetch(query("golden", "candidates"), *told)]


async def deal(connection: Connection, case: int, person: int, at: datetime) -> None:
    """Note that it is dealt."""
    await connection.execute(query("golden", "deal"), case, person, at)


async def answer(connection: Connection, case: int, person: int, verdict: str, at: datetime) -> bool:
    """Whether this was the answer; False: there was one, or it was not asked for."""
    said = await connection.execute(query("golden", "answer"), case, person, verdict, at)
    return said == "UPDATE 1"


async def answered(connection: Connection, case: int, person: int) -> Answered | None:
    """What they said; None: nothing, or they were never asked."""
    row = await connection.fetchrow(query("golden", "answered"), case, person)
    return Answered(**dict(row)) if row else None
