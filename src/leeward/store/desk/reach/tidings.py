"""Whether somebody may go on listening to what happens."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Standing:
    """What whoever is signed in is now. servers: None: all of them."""

    roles: frozenset[str]
    servers: frozenset[int] | None
    grants: frozenset[int]


async def standing(
    connection: Connection, visit: bytes, now: datetime, seen_after: datetime
) -> Standing | None:
    """Whose session this is; None: it has ended. Asking keeps no session alive."""
    row = await connection.fetchrow(query("tidings", "standing"), visit, now, seen_after)
    if row is None:
        return None
    servers = None if row["is_everywhere"] else frozenset(row["servers"])
    return Standing(frozenset(row["roles"]), servers, frozenset(row["grants"]))
