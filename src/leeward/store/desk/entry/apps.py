"""How we are known to the protected servers: sealed, once for each server and address of ours."""

from leeward.store.connection import Connection
from leeward.store.queries import query


async def app(connection: Connection, subject: str) -> bytes | None:
    """What the server gave us, sealed; None: we are not known there yet."""
    found: bytes | None = await connection.fetchval(query("credentials", "app"), subject)
    return found


async def keep(connection: Connection, subject: str, sealed: bytes) -> None:
    """From now on. Of two that come at once, the first is used."""
    await connection.execute(query("credentials", "keep_app"), subject, sealed)


async def drop(connection: Connection, subject: str) -> None:
    """The server does not know us any more."""
    await connection.execute(query("credentials", "drop_app"), subject)
