"""Roles of a private server: what its user may become to see less than everything."""

import asyncio

import asyncpg

from leeward.model.errors import DatabaseError
from leeward.store.cluster.backup import Tools
from leeward.store.cluster.build import ADMIN, ROLE, ROLE_WORDS


def ensure(tools: Tools) -> None:
    """Make the desk's role where it is missing: in a cluster from before there was a desk.

    Raises: DatabaseError: the server goes away under way.
    """
    try:
        asyncio.run(_ensured(tools.url(ADMIN, ADMIN)))
    except (asyncpg.PostgresError, OSError) as error:
        raise DatabaseError(f"the private database refuses: {error}", "start Leeward again") from error


async def _ensured(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", ROLE):
            await connection.execute(ROLE_WORDS)
    finally:
        await connection.close()
