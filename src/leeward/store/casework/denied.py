"""Leeward's own deny list: addresses of media that nobody may be served."""

from collections.abc import Sequence
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


async def add(connection: Connection, case: int, urls: Sequence[str], at: datetime) -> None:
    """Refuse these addresses, for this case."""
    await connection.execute(query("denied", "add"), [*urls], case, at)


async def remove(connection: Connection, case: int) -> None:
    """What only this case refused is served again."""
    await connection.execute(query("denied", "remove"), case)


async def is_denied(connection: Connection, url: str) -> bool:
    """Whether any case refuses it."""
    return bool(await connection.fetchval(query("denied", "is_denied"), url))


async def every(connection: Connection, after: str = "", most: int = 10_000) -> list[str]:
    """All of them by address, page by page. after: the last one of the page before."""
    return [row["url"] for row in await connection.fetch(query("denied", "all"), after, most)]
