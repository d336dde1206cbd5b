"""A desk without pages, and cases that wait: for tests of what is next."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from leeward.config import Config
from leeward.config import Desk as DeskSettings
from leeward.review.people.rights import Role, Visitor
from leeward.review.room import Room, furnish
from leeward.store import servers
from leeward.store.connection import Store
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.migrations.migrating import migrate
from leeward.store.servers import NewServer
from tests.desks import Now, Served, ground
from tests.scenes import Clock, card
from tests.unit.web.parts import Answer, ask

EVERYBODY = (Role.MODERATOR, Role.CHILD_SAFETY)


@dataclass(frozen=True)
class Picture:
    """One media of a case. None: as no other. entries: of lists that it matches, bits off, exactly at 0."""

    sha256: bytes | None = None
    pdq: bytes | None = None
    look: str = "looked"
    entries: Sequence[tuple[bytes, int]] = ()


@dataclass
class Stage:
    """A desk on a database of its own. clock: only moves when told."""

    room: Room
    store: Store
    clock: Clock | Now
    number: int = 0

    async def server(self, address: str = "https://home.example") -> int:
        """A protected server."""
        async with self.store.transaction() as connection:
            new = NewServer(address, card(), ("poll",), b"sealed")
            return await servers.put(connection, new, self.clock())

    async def visitor(self, name: str, *roles: Role, servers: Sequence[int] | None = None) -> Visitor:
        """Somebody who asks."""
        told = roles or EVERYBODY
        new = NewPerson(name, name.casefold(), [str(one) for one in told], servers is None, "a test")
        async with self.store.transaction() as connection:
            number = await people.add(connection, new, self.clock())
        seen = None if servers is None else frozenset(servers)
        return Visitor(number, name, frozenset(told), seen)

    async def case(
        self, server: int, queue: str = "hate", hours: float = 0.0, pictures: Sequence[Picture] = (Picture(),)
    ) -> int:
        """A case that waits. hours: ago, when it was opened."""
        self.number += 1
        at = self.clock() - timedelta(hours=hours)
        post = {
            "native_id": f"p{self.number}",
            "uri": f"https://home.example/posts/{self.number}",
            "visibility": "public",
            "author": {"native_id": "a", "uri": "https://x.example/a"},
        }
        async with self.store.transaction() as connection:
            item = await connection.fetchval(
                "INSERT INTO items (server, native_id, uri, way_in, post, seen_at, decided_at) "
                "VALUES ($1, $2, $3, 'poll', $4, $5, $5) RETURNING id",
                server,
                f"p{self.number}",
                f"https://home.example/posts/{self.number}",
                json.dumps(post),
                at,
            )
            for position, one in enumerate(pictures):
                await self._picture(connection, item, position, one)
            found: int = await connection.fetchval(
                "INSERT INTO cases (item, server, state, queue, actions, is_exact, opened_at, moved_at, "
                "moved_by) "
                "VALUES ($1, $2, 'waiting', $3, '{}', $5, $4, $4, 'a job') RETURNING id",
                item,
                server,
                queue,
                at,
                any(not bits for one in pictures for _, bits in one.entries),
            )
        return found

    async def move(self, case: int, state: str) -> None:
        """As somebody else would."""
        async with self.store.transaction() as connection:
            await connection.execute(
                "UPDATE cases SET state = $2, moved_at = $3 WHERE id = $1", case, state, self.clock()
            )

    async def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says."""
        async with self.store.transaction() as connection:
            return [tuple(row) for row in await connection.fetch(statement, *values)]

    async def waits(self) -> list[int]:
        """Cases in the queue."""
        return [int(str(one)) for (one,) in await self.ask('SELECT "case" FROM queue ORDER BY "case"')]

    async def _picture(self, connection: object, item: int, position: int, one: Picture) -> None:
        signals = [{"kind": "pdq", "value": one.pdq.hex(), "quality": 100}] if one.pdq else []
        media = await connection.fetchval(  # type: ignore[attr-defined]
            "INSERT INTO media (item, position, native_id, kind, copies, look, is_final, sha256, signals) "
            "VALUES ($1, $2, 'm', 'image', '[]', $3, true, $4, $5) RETURNING id",
            item,
            position,
            one.look,
            one.sha256 or os.urandom(32),
            json.dumps(signals),
        )
        for entry, bits in one.entries:
            await connection.execute(  # type: ignore[attr-defined]
                "INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, view, "
                "entry) "
                "VALUES ($1, 'bridges', 'v1', 'pdq', $2, $3, 31, 'stored', $4)",
                media,
                bits == 0,
                bits,
                entry,
            )


@asynccontextmanager
async def stage(
    url: str, config: Config | None = None, desk: DeskSettings | None = None
) -> AsyncIterator[Stage]:
    """An empty desk. Nobody is checked by golden items, unless the settings say so."""
    await migrate(url)
    clock = Clock()
    settings = desk or DeskSettings(golden_share=0.0)
    async with Store(url) as store:
        yield Stage(furnish(ground(store, clock, config, settings)), store, clock)


async def get(desk: Served, token: str, path: str) -> Answer:
    """A page, as whoever has this session gets it."""
    return await ask(_port(desk), f"GET {path}", b"", f"Cookie: leeward={token}")


async def post(desk: Served, token: str, path: str, **fields: str) -> Answer:
    """A form of theirs, sent."""
    visitor = await desk.room.sessions.recognise(token)
    assert visitor is not None
    body = urlencode({"csrf": desk.room.sessions.proof(visitor), **fields}).encode()
    headers = (f"Cookie: leeward={token}", "Content-Type: application/x-www-form-urlencoded")
    return await ask(_port(desk), f"POST {path}", body, *headers)


def _port(desk: Served) -> int:
    return int(desk.address.rpartition(":")[2])
