"""The database itself: how large, how new, who else works with it."""

from dataclasses import dataclass

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Facts:
    """size: bytes. schema: None: nothing of Leeward is in it yet. others: connections of other Leewards."""

    size: int
    schema: str | None
    others: int


async def facts(connection: Connection) -> Facts:
    """As they are now; changes nothing, whatever Leeward set the database up."""
    row = await connection.fetchrow(query("sessions", "facts"))
    schema = await connection.fetchval(query("sessions", "schema")) if row["is_set_up"] else None
    return Facts(row["size"], schema, row["others"])
