"""Everything that a live process needs, opened in order and closed in the opposite one."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import structlog

from leeward import __version__
from leeward.app.policies.following import Follower
from leeward.config import Config
from leeward.model.errors import DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.net.client import Client
from leeward.net.wire import ClientSettings, FetchLimits
from leeward.pipeline.act.pacing import Pacer
from leeward.pipeline.decide.brakes import StoredBrakes
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.decide.guards import GuardsOn
from leeward.pipeline.decide.hits import Hits
from leeward.pipeline.decide.laws import Laws
from leeward.pipeline.decide.newcomers import Newcomers
from leeward.pipeline.decide.weighing import Weighing
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Intake
from leeward.pipeline.ingest.lookers import Lookers
from leeward.pipeline.ingest.scanning import Reader, marker
from leeward.pipeline.links import Links
from leeward.pipeline.recording import Recorder
from leeward.plugins import loader
from leeward.policy.rules import Policy
from leeward.review.office.policies.adopting import InForce, adopt, in_force
from leeward.review.office.policies.reading import configured
from leeward.sandbox.pool import Pool, PoolSettings
from leeward.store import servers
from leeward.store.cluster.place import has_one
from leeward.store.cluster.running import Running, open_engine
from leeward.store.connection import Connection, Store
from leeward.store.migrations.migrating import migrate
from leeward.store.policies import versions
from leeward.vault.key_files import obtain_key_file
from leeward.vault.keys import Purpose, VaultKey, key_from_text
from leeward.worker.community import Community

_TASK, _WARM = "leeward.pipeline.ingest.task:look", "leeward.pipeline.ingest.task:warm"
_WATCH_S = 1.0
_BEGIN = "connect a server: leeward connect URL; if you did: as which user, with which --config?"

log = structlog.get_logger()


def now() -> datetime:
    """The time, UTC: the clock that everything in a live process is given."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Station:
    """What is open. policy, version: in force now; they change as people change them.

    software: what runs on each server, for decisions; brought up to date as servers come. reader: of words;
    reads nothing before it is opened.
    """

    config: Config
    engine: Running
    key: VaultKey
    store: Store
    client: Client
    recorder: Recorder
    policy: Policy
    links: Links
    version: int
    software: dict[int, str] = field(default_factory=dict)
    weighing: Weighing = field(init=False, repr=False)
    reader: Reader = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.weighing = Weighing(self.recorder, self.software, self.config.community.child_safety)
        words = self.config.words
        self.reader = Reader(
            {"terms": words.terms, "urls": words.urls}, marker(self.key.sub_key(Purpose.WORDS))
        )

    def in_force(self) -> Policy:
        """The policy in force now."""
        return self.policy

    def decider(self) -> Decider:
        """Decides under the policy in force."""
        verified = frozenset(self.config.live.verified)
        brakes = StoredBrakes(self.recorder)
        laws = Laws(self.config.live.jurisdiction)
        sources = (Newcomers(), self.weighing, GuardsOn(self.policy), laws, Hits())
        witnesses = (self.weighing,)
        return Decider(
            self.policy, verified, self.software, __version__, self.recorder, sources, brakes, witnesses
        )

    def intake(self) -> Intake:
        """Takes arrivals in."""
        return Intake(self.store, self.door(), self.recorder, now, self.config.live.backlog, self.reader)

    def door(self) -> Door:
        """Decides what is let in."""
        live = self.config.live
        child_safety = frozenset(self.config.community.child_safety)
        may_read = bool(live.direct_messages_basis.strip())
        return Door(may_read, live.followers_only, child_safety, self.key.sub_key(Purpose.MARKS))

    def community(self) -> Community:
        """Looks after what complaints may hold."""
        return Community(self.store, self.weighing.fold, self.config.community.trusted, now)

    def lookers(self) -> Lookers:
        """The sandboxed workers of this process."""
        limits = self.config.limits
        number = self.config.workers or len(os.sched_getaffinity(0))
        settings = PoolSettings(number, limits.memory_bytes, limits.seconds, limits.clip_seconds)
        ask: dict[str, Json] = {
            "limits": asdict(limits),
            "signals": [*loader.names("signals")],
            "dihedral": self.config.dihedral,
        }
        return Lookers(lambda: Pool(_TASK, _WARM, settings, time.monotonic), ask)

    def media_limits(self) -> FetchLimits:
        """What one media may cost on its way."""
        net = self.config.net
        return FetchLimits(most_bytes=net.media_bytes, seconds=net.media_seconds)

    def follower(self) -> Follower:
        """Keeps this process at the newest version of the policy."""

        def take(found: InForce) -> None:
            self.version, self.policy = found.number, found.policy

        return Follower(self.store, InForce(self.version, self.policy), take, now)

    async def learn_servers(self) -> None:
        """Bring `software` up to date. Raises: DatabaseError."""
        async with self.store.session() as connection:
            self.software |= {one.id: one.card.software for one in await servers.every(connection)}


@asynccontextmanager
async def station(
    config: Config, connections: int = 10, *, may_begin: bool = True, adopts: bool = True
) -> AsyncIterator[Station]:
    """Open the database, bring its schema up to date, and open what every process needs.

    may_begin: whether a private database is made where there is none yet; who asks after what happened would
    take an empty one for good news. adopts: whether the configured policy is put in force; who only asks
    puts nothing in force.
    Raises: LeewardError: something that is configured cannot be used: nothing starts without it.
    """
    if not may_begin:
        check_begun(config)
    reading = configured(config) if may_begin and adopts else None
    async with AsyncExitStack() as held:
        engine = await asyncio.to_thread(open_engine, config.database.url, config.data_dir, time.time)
        held.push_async_callback(asyncio.to_thread, engine.stop)
        await migrate(engine.engine.url)
        key = vault_key(config)
        store = await held.enter_async_context(Store(engine.engine.url, connections))
        client = await held.enter_async_context(Client(client_settings(config)))
        recorder = Recorder(now, os.urandom)
        async with store.transaction() as connection:
            found = await (adopt(connection, reading, recorder) if reading else standing(connection, config))
        links = Links(client, key, Pacer(store, now, asyncio.sleep))
        opened = Station(config, engine, key, store, client, recorder, found.policy, links, found.number)
        await opened.learn_servers()
        yield opened


def has_begun(config: Config) -> bool:
    """Whether there is a database, or one is told of."""
    return config.database.url is not None or has_one(config.data_dir)


def check_begun(config: Config) -> None:
    """Raises: DatabaseError: nobody has begun here: a wrong user, a wrong --config, or a new machine."""
    if not has_begun(config):
        raise DatabaseError(f"there is no database in {config.data_dir} yet", _BEGIN)


async def standing(connection: Connection, config: Config) -> InForce:
    """The policy in force; before there ever was one, what is configured, as version 0.

    Raises: ConfigError, PolicyError: it cannot be read.
    """
    newest = await versions.newest(connection)
    return in_force(newest) if newest else InForce(0, configured(config).policy)


def vault_key(config: Config) -> VaultKey:
    """The key that tokens are sealed with. Raises: VaultKeyError: it cannot be read."""
    if config.vault_key:
        return key_from_text(config.vault_key.get_secret_value(), "vault_key")
    return obtain_key_file(config.data_dir / "vault.key", os.urandom)


def client_settings(config: Config) -> ClientSettings:
    """How we present ourselves, and whom we may ask."""
    contact = config.net.contact or config.web.public_url
    agent = f"Leeward/{__version__}" + (f" (+{contact})" if contact else "")
    return ClientSettings(agent, allowed=config.net.allow_private, total=config.net.connections)


async def watch_database(engine: Running, stop: asyncio.Event) -> None:
    """Bring a private PostgreSQL back whenever it was killed, until `stop`."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(engine.ensure_running)
        except LeewardError as error:
            log.warning("database.down", said=error.message)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _WATCH_S)
