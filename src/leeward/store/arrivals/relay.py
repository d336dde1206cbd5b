"""What the listening relay remembers."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    """An actor that tells us what its server's people post. follow: the URI of its Follow."""

    domain: str
    actor: str
    inbox: str
    follow: str
    is_followed: bool


async def seen(connection: Connection, domain: str, digest: str) -> bool:
    """Whether this very delivery has been written down."""
    return bool(await connection.fetchval(query("relay", "seen"), domain, digest))


async def add_delivery(connection: Connection, domain: str, digest: str, at: datetime) -> None:
    """Write it down, with what it told."""
    await connection.execute(query("relay", "add_delivery"), domain, digest, at)


async def forget_deliveries(connection: Connection, before: datetime) -> None:
    """Older ones are refused by their date."""
    await connection.execute(query("relay", "forget_deliveries"), before)


async def subscribers(connection: Connection, domain: str) -> list[SubscriberRow]:
    """Who of this server subscribed and has not left."""
    rows = await connection.fetch(query("relay", "subscribers"), domain)
    return [SubscriberRow(**dict(row)) for row in rows]


async def join(connection: Connection, row: SubscriberRow, at: datetime) -> None:
    """From now on it is listened to."""
    await connection.execute(
        query("relay", "join"), row.actor, row.domain, row.inbox, row.follow, row.is_followed, at
    )


async def leave(connection: Connection, actor: str) -> None:
    """From now on it is not."""
    await connection.execute(query("relay", "leave"), actor)
