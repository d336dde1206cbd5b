"""A worker's crew: what looks, listens and keeps the ledger, opened in order."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from leeward.app import statusing
from leeward.app.relaying import Listening
from leeward.app.station import Station, now
from leeward.app.wires import Wires
from leeward.canary.alarming import Alarming
from leeward.canary.bank import write_list
from leeward.canary.telling import channels as told_by
from leeward.canary.watching import Watch
from leeward.model.errors import ConfigError
from leeward.model.jobs import JobKind
from leeward.pipeline.act.ordering import Ordering
from leeward.pipeline.act.outbox import Outbox
from leeward.pipeline.decide.made import CANARY_BANK
from leeward.pipeline.ingest.intake import Intake
from leeward.pipeline.ingest.lookers import Lookers
from leeward.pipeline.match.banks import BankSettings
from leeward.pipeline.remembering import Memory
from leeward.pipeline.verify.rounds import Rounds
from leeward.pipeline.verify.seeing import Eyes
from leeward.plugins import loader
from leeward.store.arrivals import looks
from leeward.store.arrivals.intake import forget_sightings
from leeward.store.arrivals.relay import forget_deliveries
from leeward.store.queue import NewJob, enqueue, forget_logs, release_held
from leeward.vault.keys import ledger_signing_key
from leeward.worker.acting import Acting
from leeward.worker.banking import LiveBanks
from leeward.worker.deciding import Deciding
from leeward.worker.desk.keeping import Keeping
from leeward.worker.guarding import Guarding
from leeward.worker.hearing import Hearing
from leeward.worker.lapsing import Lapsing
from leeward.worker.looking import Looking
from leeward.worker.probing import Probing
from leeward.worker.sequencing import Sequencer

_LOST_AFTER = timedelta(minutes=5)
_LOST_AT_ONCE = 1_000
_REPEATED_FOR = timedelta(days=7)  # a webhook is sent again for 2 days at most, and is refused after 3
_LOGGED_FOR = timedelta(days=1)

log = structlog.get_logger()


@dataclass(slots=True)
class Crew:
    """Everything that a worker works with."""

    station: Station
    wires: Wires
    banks: LiveBanks
    lookers: Lookers
    looking: Looking
    keeping: Keeping
    deciding: Deciding
    lapsing: Lapsing
    guarding: Guarding
    hearing: Hearing
    sequencer: Sequencer
    acting: Acting
    probing: Probing
    watch: Watch
    alarming: Alarming
    listening: Listening | None

    async def find_lost(self) -> None:
        """Write jobs anew for media whose job is gone: the row is the truth. Raises: DatabaseError."""
        async with self.station.store.transaction() as connection:
            lost = await looks.lost(connection, now() - _LOST_AFTER, _LOST_AT_ONCE)
            jobs = [NewJob(JobKind.LOOK, {"media": [one]}, key=f"lost:{one}") for one in lost]
            await enqueue(connection, jobs)
        if lost:
            log.warning("looks.again", media=len(lost))
        await self.keeping.recall()
        await self.deciding.recall()
        await self.acting.recall()
        await self.probing.recall()

    async def release_held(self) -> None:
        """Nothing is given up: what could not even be put back into the queue is put back now."""
        async with self.station.store.transaction() as connection:
            if number := await release_held(connection):
                log.warning("jobs.again", jobs=number)

    async def forget_old(self) -> None:
        """What is kept only against repetition, and only for as long as that can happen. Raises:
        DatabaseError."""
        async with self.station.store.transaction() as connection:
            await forget_sightings(connection, now() - _REPEATED_FOR)
            await forget_deliveries(connection, now() - _REPEATED_FOR)
            await forget_logs(connection, now() - _LOGGED_FOR)


@asynccontextmanager
async def crew(
    station: Station, intake: Intake, wires: Wires, relay: Listening | None = None
) -> AsyncIterator[Crew]:
    """Open the banks and the sandboxed workers. relay: the one of this process.

    Raises: ConfigError, BankError, SandboxError: a configured scanner cannot run: nothing starts.
    """
    async with AsyncExitStack() as held:
        banks = open_banks(station)
        held.callback(banks.close)
        lookers = await held.enter_async_context(station.lookers())
        deciding = Deciding(station.store, station.decider, now)
        keeping = _keeping(station)
        looking = _looking(station, lookers, banks, deciding, keeping)
        url = station.engine.engine.url
        hearing = Hearing(url, station.store, intake, wires.watched, now)
        watch = Watch(station.store, station.config.canary, wires.watched, now)
        rounds = Rounds(station.recorder, station.config.live.probe_seconds)
        yield Crew(
            station,
            wires,
            banks,
            lookers,
            looking,
            keeping,
            deciding,
            Lapsing(station.store, station.recorder),
            Guarding(station.store, station.recorder, lambda: station.policy),
            hearing,
            Sequencer(station.store, ledger_signing_key(station.key), now),
            _acting(station, rounds),
            _probing(station, rounds, lookers),
            watch,
            _alarming(station),
            relay,
        )


def _looking(
    station: Station, lookers: Lookers, banks: LiveBanks, deciding: Deciding, keeping: Keeping
) -> Looking:
    return Looking(
        station.store,
        station.client,
        station.media_limits(),
        lookers,
        banks,
        station.decider,
        now,
        deciding.greet,
        keeping,
    )


def _keeping(station: Station) -> Keeping:
    limits, settings = station.media_limits(), station.config.vault
    return Keeping(station.store, station.client, limits, station.key, station.recorder, settings)


def _alarming(station: Station) -> Alarming:
    further = station.reader.problems
    screen = partial(statusing.screen, station.config, station.engine.engine, station.store, further)
    return Alarming(station.store, screen, told_by(station.config.alarm, station.client), now)


def _acting(station: Station, rounds: Rounds) -> Acting:
    ordering = Ordering(station.recorder, station.config.live.fuse)
    outbox = Outbox(station.recorder, station.links.pacer, station.config.live.settle_seconds)
    memory = Memory(ordering, lambda: station.policy, station.config.desk.remembers)
    return Acting(station.store, ordering, outbox, station.links, loader.server, rounds, memory)


def _probing(station: Station, rounds: Rounds, lookers: Lookers) -> Probing:
    eyes = Eyes(station.client, station.media_limits(), lookers.look, os.urandom)
    return Probing(station.store, rounds, eyes, station.links, loader.server)


def open_banks(station: Station) -> LiveBanks:
    """Every configured list, and the canaries'. Raises: ConfigError, BankError."""
    config = station.config
    canaries = write_list(config.data_dir / "canaries", CANARY_BANK)
    lists: list[Path] = [*config.banks, canaries]
    banks = LiveBanks(lists, BankSettings(config.data_dir, strict=False), config.threshold)
    banks.open()
    names = {bank.name for bank in banks.opened}
    for name in config.live.verified:
        if name not in names:
            banks.close()
            raise ConfigError(
                f"live.verified names {name!r}, which is no bank in use",
                f"in use: {', '.join(sorted(names))}",
            )
    return banks
