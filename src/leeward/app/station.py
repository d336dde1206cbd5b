"""Everything that a live process needs, opened in order and closed in the opposite one."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import structlog

from leeward import __version__
from leeward.config import Config
from leeward.model.errors import ConfigError, DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.net.client import Client
from leeward.net.wire import ClientSettings, FetchLimits
from leeward.pipeline.act.pacing import Pacer
from leeward.pipeline.decide.brakes import StoredBrakes
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.decide.newcomers import Newcomers
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Intake
from leeward.pipeline.ingest.lookers import Lookers
from leeward.pipeline.links import Links
from leeward.pipeline.recording import Recorder
from leeward.plugins import loader
from leeward.policy.parse import parse
from leeward.policy.rules import Policy
from leeward.policy.source.inline import run as run_tests
from leeward.sandbox.pool import Pool, PoolSettings
from leeward.store import servers
from leeward.store.cluster.place import has_one
from leeward.store.cluster.running import Running, open_engine
from leeward.store.connection import Store
from leeward.store.migrations.migrating import migrate
from leeward.store.policies import decisions
from leeward.vault.key_files import obtain_key_file
from leeward.vault.keys import VaultKey, key_from_text

_TASK, _WARM = "leeward.pipeline.ingest.task:look", "leeward.pipeline.ingest.task:warm"
_WATCH_S = 1.0
_BEGIN = "connect a server: leeward connect URL; if you did: as which user, with which --config?"

log = structlog.get_logger()


def now() -> datetime:
    """The time, UTC: the clock that everything in a live process is given."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Station:
    """What is open. software: what runs on each server, for decisions; brought up to date as servers come."""

    config: Config
    engine: Running
    key: VaultKey
    store: Store
    client: Client
    recorder: Recorder
    policy: Policy
    links: Links
    software: dict[int, str] = field(default_factory=dict)

    def decider(self) -> Decider:
        """Decides under the policy in force."""
        verified = frozenset(self.config.live.verified)
        brakes = StoredBrakes(self.recorder)
        sources = (Newcomers(),)
        return Decider(self.policy, verified, self.software, __version__, self.recorder, sources, brakes)

    def intake(self) -> Intake:
        """Takes arrivals in."""
        live = self.config.live
        door = Door(bool(live.direct_messages_basis.strip()), live.followers_only)
        return Intake(self.store, door, self.recorder, now, live.backlog)

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

    async def learn_servers(self) -> None:
        """Bring `software` up to date. Raises: DatabaseError."""
        async with self.store.session() as connection:
            self.software |= {one.id: one.card.software for one in await servers.every(connection)}


@asynccontextmanager
async def station(config: Config, connections: int = 10, *, may_begin: bool = True) -> AsyncIterator[Station]:
    """Open the database, bring its schema up to date, and open what every process needs.

    may_begin: whether a private database is made where there is none yet; who asks after what happened would
    take an empty one for good news.
    Raises: LeewardError: something that is configured cannot be used: nothing starts without it.
    """
    if not may_begin:
        check_begun(config)
    policy, text = policy_of(config)
    async with AsyncExitStack() as held:
        engine = await asyncio.to_thread(open_engine, config.database.url, config.data_dir, time.time)
        held.push_async_callback(asyncio.to_thread, engine.stop)
        await migrate(engine.engine.url)
        key = vault_key(config)
        store = await held.enter_async_context(Store(engine.engine.url, connections))
        client = await held.enter_async_context(Client(client_settings(config)))
        recorder = Recorder(now, os.urandom)
        async with store.transaction() as connection:
            await decisions.add_policy(connection, policy.digest, text, now())
        links = Links(client, key, Pacer(store, now, asyncio.sleep))
        opened = Station(config, engine, key, store, client, recorder, policy, links)
        await opened.learn_servers()
        yield opened


def check_begun(config: Config) -> None:
    """Raises: DatabaseError: nobody has begun here: a wrong user, a wrong --config, or a new machine."""
    if config.database.url is None and not has_one(config.data_dir):
        raise DatabaseError(f"there is no database in {config.data_dir} yet", _BEGIN)


def policy_of(config: Config) -> tuple[Policy, str]:
    """The policy in force and its text. Raises: ConfigError, PolicyError: it cannot be used."""
    file = config.live.policy
    if file is None:
        text = resources.files("leeward.policy.source").joinpath("default.toml").read_text("utf-8")
        return parse(text, "default.toml"), text
    try:
        text = Path(file).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the policy {file} cannot be read", "name another with live.policy") from error
    policy = parse(text, str(file))
    check_kept(policy, file)
    for result in run_tests(policy):
        if not result.has_passed:
            raise ConfigError(f"{file}: its own test {result.test.name!r} fails", "see: leeward policy test")
    return policy, text


def check_kept(policy: Policy, file: Path) -> None:
    """Refuses what nobody would keep. Raises: ConfigError: a rule has a limit, which is not counted yet."""
    for rule in policy.rules:
        if rule.limit:
            raise ConfigError(
                f"{file}: the rule {rule.id} has a limit, which this version does not count",
                "take it out; live.fuse stops what is too much",
            )


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
