"""Dossiers: what people write down for a report, sealed."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One. body, second: sealed. name, second_name: whose. agrees: None: nobody has read it second."""

    case: int
    body: bytes
    person: int
    said_at: datetime
    second: bytes | None
    seconded_by: int | None
    seconded_at: datetime | None
    agrees: bool | None
    name: str
    second_name: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """What somebody has written."""

    body: bytes
    person: int
    at: datetime


async def one(connection: Connection, case: int) -> DossierRow | None:
    """None: nobody has written any."""
    row = await connection.fetchrow(query("dossiers", "one"), case)
    return DossierRow(**{name: row[name] for name in DossierRow.__slots__}) if row else None


async def lock(connection: Connection, case: int) -> None:
    """Nobody else writes about this case before the transaction ends."""
    await connection.execute(query("dossiers", "lock"), case)


async def write(connection: Connection, case: int, sealed: Sealed) -> None:
    """In place of an earlier one; whoever had read that second has to read this."""
    await connection.execute(query("dossiers", "write"), case, sealed.body, sealed.person, sealed.at)


async def second(connection: Connection, case: int, sealed: Sealed, agrees: bool) -> bool:
    """Whether it was kept; False: somebody else was quicker."""
    told = (case, sealed.body, sealed.person, sealed.at, agrees)
    return await connection.execute(query("dossiers", "second"), *told) == "UPDATE 1"
