"""Those who complain, as the desk asks for them."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Made:
    """One complaint. domain: of the server that told of it. case: None: none, or not to be seen.

    review: what people made of it; None: nothing yet.
    """

    at: datetime
    group: str
    domain: str | None
    case: int | None
    review: str | None


async def sources(connection: Connection) -> frozenset[str]:
    """Everybody who has complained at a server that the connection sees."""
    return frozenset(row["source"] for row in await connection.fetch(query("complainants", "sources")))


async def complaints(connection: Connection, source: str, most: int) -> list[Made]:
    """Somebody's last complaints, the newest first."""
    rows = await connection.fetch(query("complainants", "complaints"), source, most)
    return [Made(*(row[name] for name in Made.__slots__)) for row in rows]
