"""A case on a stage: a real database with a server, a post and a case, and a server program on a script."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec

from leeward.ledger.entries import decode
from leeward.model.cases import State
from leeward.model.items import Author, Copy, MediaRef, Place, Post, Visibility
from leeward.model.orders import Answer, Order, Receipt
from leeward.model.proofs import Aspect, Probe, ProbeResult, Seen
from leeward.model.servers import Ability, ServerCard, Support
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.pipeline.act.ordering import Ordering
from leeward.pipeline.act.outbox import Outbox
from leeward.pipeline.act.pacing import Pacer
from leeward.pipeline.act.verdicts import Desk
from leeward.pipeline.links import Links, token_context
from leeward.pipeline.recording import Recorder
from leeward.pipeline.verify.rounds import Rounds
from leeward.plugins.servers.protocol import Link, ServerProgram
from leeward.store import servers
from leeward.store.casework import cases, orders
from leeward.store.casework.orders import OrderRow
from leeward.store.connection import Connection, Store, dump
from leeward.store.migrations.migrating import migrate
from leeward.store.policies import decisions
from leeward.store.policies.decisions import NewCase
from leeward.store.servers import NewServer
from leeward.vault.keys import Purpose, VaultKey
from leeward.vault.seals import seal
from leeward.worker.acting import Acting

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = VaultKey(bytes(32))
ADDRESS = "https://home.example"
ALL = ("hold_post", "release_post", "mark_sensitive", "unmark_sensitive", "limit_account", "unlimit_account")
ACCOUNTS = ALL[2:]


def card(api: Sequence[str] = ALL, hand: Mapping[str, str | None] | None = None) -> ServerCard:
    """A server that does these by itself, and those by hand, each with a page."""
    able = [Ability(name, Support.API) for name in api]
    able += [Ability(name, Support.HAND, "a page", link) for name, link in (hand or {}).items()]
    return ServerCard("scripted", "1", "scripted", (), tuple(able))


def post(number: int = 1, *, is_local: bool | None = True, urls: Sequence[str] | None = None) -> Post:
    """A post of one picture, by one author for each number."""
    home = "home" if is_local else "far"
    copies = urls if urls is not None else [f"https://home.example/media/{number}.png"]
    return Post(
        native_id=f"p{number}",
        uri=f"https://{home}.example/posts/{number}",
        author=Author(f"a{number}", f"https://{home}.example/users/{number}", is_local),
        visibility=Visibility.PUBLIC,
        is_sensitive=False,
        media=(MediaRef("m1", "image", tuple(Copy(Place.ORIGINAL, url) for url in copies)),),
    )


class Killed(BaseException):
    """What a kill -9 looks like from inside: nothing after it happens."""


@dataclass
class Clock:
    """A clock that only moves when told."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Scripted:
    """A server program without a server. script: what becomes of each further `perform`; then all is done.

    "done", "later", "refused", "by hand"; "lost": no answer, not done; "done but lost"; "killed before",
    "killed after"; "silent": never an answer, not done. so: what is so at the server, by (action, target).
    """

    script: list[str] = field(default_factory=list)
    so: set[tuple[str, str]] = field(default_factory=set)
    performed: list[tuple[str, str]] = field(default_factory=list)
    is_blind: bool = False
    is_down: bool = False
    gone: Seen = Seen.STILL_THERE
    retry_after_s: float | None = None
    on_perform: Callable[[], None] = lambda: None

    async def perform(self, _: Link, order: Order) -> Receipt:
        """As the script says."""
        act = self.script.pop(0) if self.script else "done"
        thing = (order.action, order.subject.post or order.subject.account or "")
        if act == "killed before":
            raise Killed
        if act == "silent":
            await asyncio.Event().wait()
        if act in {"done", "done but lost", "killed after"}:
            self.performed.append(thing)
            self.so.add(thing)
            self._take_back(thing)
        if act == "killed after":
            raise Killed
        answer = {
            "done": Answer.DONE,
            "later": Answer.LATER,
            "refused": Answer.REFUSED,
            "by hand": Answer.BY_HAND,
        }.get(act, Answer.UNSURE)
        return Receipt(answer, f"scripted: {act}", self.retry_after_s if act == "later" else None)

    async def read_back(self, _: Link, order: Order) -> Receipt:
        """The truth, unless it is blind or down."""
        if self.is_down:
            return Receipt(Answer.LATER, "no answer")
        if self.is_blind:
            return Receipt(Answer.REFUSED, "cannot be seen")
        thing = (order.action, order.subject.post or order.subject.account or "")
        return Receipt(Answer.DONE if thing in self.so else Answer.NOT_DONE, "looked")

    async def is_gone(self, link: Link, post: Post) -> ProbeResult:
        """As set."""
        return ProbeResult(Probe(Aspect.POST, Place.ORIGINAL, post.uri), self.gone, "scripted")

    def _take_back(self, thing: tuple[str, str]) -> None:
        undone = {"release_post": "hold_post", "unmark_sensitive": "mark_sensitive"}
        undone["unlimit_account"] = "limit_account"
        self.so.discard((undone.get(thing[0], ""), thing[1]))


@dataclass
class Scene:
    """Everything that the second half of a case's way needs."""

    store: Store
    client: Client
    clock: Clock
    program: Scripted
    recorder: Recorder
    ordering: Ordering
    pacer: Pacer
    slept: list[float]
    server: int = 0

    @property
    def desk(self) -> Desk:
        """Where people decide."""
        return Desk(self.store, self.ordering)

    @property
    def outbox(self) -> Outbox:
        """Carries orders out."""
        return Outbox(self.recorder, self.pacer)

    @property
    def acting(self) -> Acting:
        """The handler of ACT jobs; a new one is as good as the one that was killed."""
        links = Links(self.client, KEY, self.pacer)
        return Acting(
            self.store,
            self.ordering,
            self.outbox,
            links,
            lambda _: cast(ServerProgram, self.program),
            Rounds(self.recorder),
        )

    async def add_server(self, found: ServerCard, address: str = ADDRESS, token: str = "a token") -> int:
        """Protect it."""
        sealed = seal(token.encode(), Purpose.TOKEN, token_context(address), KEY, lambda n: bytes(n))
        async with self.store.transaction() as connection:
            self.server = await servers.put(
                connection, NewServer(address, found, ("poll",), sealed), self.clock()
            )
        return self.server

    async def add_case(self, actions: Sequence[str] = ("hold",), about: Post | None = None) -> int:
        """A case that was just decided."""
        told = about or post()
        async with self.store.transaction() as connection:
            item = await connection.fetchval(
                "INSERT INTO items (server, native_id, uri, way_in, post, seen_at, decided_at) "
                "VALUES ($1, $2, $3, 'poll', $4, $5, $5) RETURNING id",
                self.server,
                told.native_id,
                told.uri,
                dump(
                    {k: v for k, v in msgspec.to_builtins(told).items() if k != "media"}
                ),  # as the intake does
                self.clock(),
            )
            for position, media in enumerate(told.media):
                await connection.execute(
                    "INSERT INTO media (item, position, native_id, kind, copies) VALUES ($1, $2, $3, $4, $5)",
                    item,
                    position,
                    media.native_id,
                    media.kind,
                    dump(media.copies),
                )
            new = NewCase(item, self.server, "held", tuple(actions), is_exact=False)
            number, _ = await decisions.open_case(connection, new, self.clock())
        return number

    async def act(self, case: int) -> None:
        """Run the case's ACT job once."""
        await self.acting.act({"case": case})

    async def act_until_quiet(self, case: int) -> None:
        """Run the case's ACT job until nothing is left to do for the time being."""
        for _ in range(20):
            await self.act(case)
            if not [one for one in await self.orders(case) if one.state in {"waiting", "sent"}]:
                await self.act(case)
                return
            self.clock.pass_s(700)
        raise AssertionError("it never ends")

    async def orders(self, case: int) -> list[OrderRow]:
        """All orders of a case."""
        async with self.store.session() as connection:
            return await orders.of_case(connection, case)

    async def states(self, case: int) -> dict[str, str]:
        """The state of the last order of each action."""
        return {one.action: str(one.state) for one in await self.orders(case)}

    async def state(self, case: int) -> State:
        """Where a case is."""
        async with self.store.session() as connection:
            found = await cases.one(connection, case)
        assert found is not None
        return found.state

    async def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says."""
        async with self.store.session() as connection:
            return [tuple(row) for row in await connection.fetch(statement, *values)]

    async def alarms(self) -> dict[str, str]:
        """What is said under each name."""
        return {
            str(name): str(said)
            for name, said in await self.ask("SELECT name, said FROM alarms WHERE cleared_at IS NULL")
        }

    async def noted(self, case: int) -> list[str]:
        """Kinds of the ledger's entries of a case."""
        return [
            str(kind)
            for (kind,) in await self.ask('SELECT kind FROM ledger WHERE "case" = $1 ORDER BY id', case)
        ]

    async def bodies(self, case: int, kind: str) -> list[dict[str, object]]:
        """What the ledger's entries of this kind say."""
        rows = await self.ask(
            'SELECT data FROM ledger WHERE "case" = $1 AND kind = $2 ORDER BY id', case, kind
        )
        return [dict(decode(bytes(data)).body) for (data,) in rows]  # type: ignore[arg-type, call-overload]

    async def jobs(self) -> list[tuple[object, ...]]:
        """Jobs that wait: kind and key."""
        return await self.ask("SELECT entrypoint, dedupe_key FROM pgqueuer ORDER BY id")


@asynccontextmanager
async def scene(url: str, fuse: int = 25) -> AsyncIterator[Scene]:
    """An empty stage; add a server, then cases."""
    await migrate(url)
    async with Store(url) as store, scene_of(store, fuse) as made:
        yield made


@asynccontextmanager
async def scene_of(store: Store, fuse: int = 25) -> AsyncIterator[Scene]:
    """The same, in a store that is open already and has our schema."""
    clock, slept = Clock(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.pass_s(seconds)

    settings = ClientSettings("Leeward tests", allowed=("127.0.0.1", "::1"))
    async with Client(settings) as client:
        counter = iter(range(1 << 30))
        recorder = Recorder(clock, lambda size: next(counter).to_bytes(size, "big"))
        pacer = Pacer(store, clock, sleep)
        yield Scene(store, client, clock, Scripted(), recorder, Ordering(recorder, fuse), pacer, slept)


@asynccontextmanager
async def connected(one: Scene) -> AsyncIterator[Connection]:
    """A transaction of one's own."""
    async with one.store.transaction() as connection:
        yield connection
