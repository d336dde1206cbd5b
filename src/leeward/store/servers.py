"""The servers that are protected, and how far their news were read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from leeward.model.findings import Json
from leeward.model.servers import ServerCard
from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class ServerRow:
    """One protected server. token, secret: sealed. ways_in: configured. has_canaries: we may post there."""

    id: int
    address: str
    domain: str
    program: str
    card: ServerCard
    token: bytes | None
    secret: bytes | None
    ways_in: tuple[str, ...]
    is_watched: bool
    has_canaries: bool
    connected_at: datetime


@dataclass(frozen=True, slots=True)
class NewServer:
    """One to protect from now on. token, secret: sealed; None keeps what there is. has_canaries: as above."""

    address: str
    card: ServerCard
    ways_in: tuple[str, ...]
    token: bytes | None = None
    secret: bytes | None = None
    has_canaries: bool = True


async def put(connection: Connection, server: NewServer, at: datetime) -> int:
    """Its id; a server that is there is brought up to date."""
    number = await connection.fetchval(
        query("servers", "put"),
        server.address,
        urlsplit(server.address).hostname or server.address,
        server.card.program,
        dump(server.card),
        server.token,
        server.secret,
        list(server.ways_in),
        server.has_canaries,
        at,
    )
    return int(number)


async def every(connection: Connection) -> list[ServerRow]:
    """All of them, also those that are not watched any more."""
    return [_row(row) for row in await connection.fetch(query("servers", "all"))]


async def one(connection: Connection, number: int) -> ServerRow | None:
    """One of them; None: there is none with this id."""
    row = await connection.fetchrow(query("servers", "one"), number)
    return _row(row) if row else None


async def leave(connection: Connection, number: int) -> None:
    """Watch it no more; what was seen stays."""
    await connection.execute(query("servers", "leave"), number)


async def cursor(connection: Connection, server: int, way_in: str) -> dict[str, Json]:
    """How far this way in was read; {} at the start."""
    return dict(load(await connection.fetchval(query("servers", "cursor"), server, way_in)) or {})


async def move_cursor(
    connection: Connection, server: int, way_in: str, to: Mapping[str, Json], at: datetime
) -> None:
    """In the transaction that keeps what was read up to there."""
    await connection.execute(query("servers", "move_cursor"), server, way_in, dump(dict(to)), at)


def _row(row: Any) -> ServerRow:
    fields = {name: row[name] for name in ServerRow.__slots__}
    fields["card"] = msgspec.json.decode(row["card"], type=ServerCard)
    fields["ways_in"] = tuple(row["ways_in"])
    return ServerRow(**fields)


async def sealed(connection: Connection, purpose: str, subject: str) -> bytes | None:
    """A sealed secret of this installation."""
    found: bytes | None = await connection.fetchval(query("servers", "sealed"), purpose, subject)
    return found


async def seal_once(connection: Connection, purpose: str, subject: str, content: bytes) -> bytes:
    """Keep a sealed secret unless there is one; gives the one that is kept."""
    await connection.execute("LOCK TABLE sealed IN SHARE ROW EXCLUSIVE MODE")
    await connection.execute(query("servers", "seal_once"), purpose, subject, content)
    return await sealed(connection, purpose, subject) or content
