"""A review desk that really answers: real PostgreSQL, real HTTP on loopback, people who are signed in."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from leeward.config import Config
from leeward.config import Desk as DeskSettings
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.pipeline.act.ordering import Ordering
from leeward.pipeline.act.verdicts import Desk
from leeward.pipeline.recording import Recorder
from leeward.review.ground import Ground
from leeward.review.office.policies.reading import default
from leeward.review.people.rights import Role
from leeward.review.room import Room, furnish
from leeward.store.connection import Store
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.migrations.migrating import migrate
from leeward.vault.keys import VaultKey
from leeward.web.parts import WebParts
from leeward.web.serving import serve
from tests.unit.web.parts import Told, ask, free_port, parts

KEY = VaultKey(bytes(range(32)))


class Now:
    """The real time, unless a test moves it. A browser's cookies know only the real one."""

    def __init__(self) -> None:
        self.shift_s = 0.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.shift_s, UTC)

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.shift_s += seconds


@dataclass
class Served:
    """A desk at an address."""

    room: Room
    store: Store
    clock: Now
    address: str
    tokens: dict[str, str] = field(default_factory=dict)

    async def person(self, name: str, *roles: Role, servers: Sequence[int] | None = None) -> int:
        """The id of a new person. servers: None: all of them."""
        async with self.store.transaction() as connection:
            new = NewPerson(name, name.casefold(), [str(one) for one in roles], servers is None, "a test")
            number = await people.add(connection, new, self.clock())
            for server in servers or ():
                await connection.execute(
                    "INSERT INTO memberships (person, server) VALUES ($1, $2)", number, server
                )
        return number

    async def cookie(self, name: str, *roles: Role, servers: Sequence[int] | None = None) -> str:
        """The session's token of a new person who is signed in."""
        number = await self.person(name, *roles, servers=servers)
        self.tokens[name] = await self.room.sessions.begin(number, "a test")
        return self.tokens[name]


def ground(
    store: Store,
    clock: Callable[[], datetime],
    config: Config | None = None,
    desk: DeskSettings | None = None,
) -> Ground:
    """What a desk stands on."""
    settings = config or Config(data_dir=Path("/nonexistent"), desk=desk or DeskSettings())
    recorder = Recorder(clock, os.urandom)
    policy = default().policy
    client = Client(ClientSettings("Leeward tests", allowed=("127.0.0.0/8",)))
    return Ground(
        config=settings,
        store=store,
        recorder=recorder,
        key=KEY,
        client=client,
        clock=clock,
        entropy=os.urandom,
        verdicts=lambda: Desk(store, Ordering(recorder, settings.live.fuse), settings.live.alone),
        policy=lambda: policy,
    )


@asynccontextmanager
async def served_desk(
    url: str, config: Config | None = None, desk: DeskSettings | None = None
) -> AsyncIterator[Served]:
    """A desk on a free port of this machine, on an empty database with our schema."""
    await migrate(url)
    async with Store(url) as store:
        clock = Now()
        room = furnish(ground(store, clock, config, desk))
        async with AsyncExitStack() as held:
            await held.enter_async_context(room.ground.client)
            held.push_async_callback(room.close)
            port = await held.enter_async_context(_serving(room))
            yield Served(room, store, clock, f"http://127.0.0.1:{port}")


@asynccontextmanager
async def _serving(room: Room) -> AsyncIterator[int]:
    port, stop = free_port(), asyncio.Event()
    plain = parts(Told(), port)
    told: WebParts = WebParts(**{name: getattr(plain, name) for name in plain.__slots__} | {"room": room})
    running = asyncio.create_task(serve(told, stop))
    try:
        for _ in range(500):
            try:
                await ask(port, "GET /healthz")
                break
            except (OSError, IndexError):
                if running.done():
                    await running  # says why it does not answer
                await asyncio.sleep(0.02)
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(running, 20.0)
