"""A worker's crew: what looks, listens and keeps the ledger, opened in order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from leeward.app.station import Station, now
from leeward.app.wires import Wires
from leeward.canary.bank import write_list
from leeward.model.errors import ConfigError
from leeward.model.jobs import JobKind
from leeward.pipeline.decide.deciding import CANARY_BANK
from leeward.pipeline.ingest.intake import Intake
from leeward.pipeline.ingest.lookers import Lookers
from leeward.pipeline.match.banks import BankSettings
from leeward.store import looks
from leeward.store.queue import NewJob, enqueue
from leeward.vault.keys import ledger_signing_key
from leeward.worker.banking import LiveBanks
from leeward.worker.hearing import Hearing
from leeward.worker.looking import Looking
from leeward.worker.sequencing import Sequencer

_LOST_AFTER = timedelta(minutes=5)
_LOST_AT_ONCE = 1_000

log = structlog.get_logger()


@dataclass(slots=True)
class Crew:
    """Everything that a worker works with."""

    station: Station
    wires: Wires
    banks: LiveBanks
    lookers: Lookers
    looking: Looking
    hearing: Hearing
    sequencer: Sequencer

    async def find_lost(self) -> None:
        """Write jobs anew for media whose job is gone: the row is the truth. Raises: DatabaseError."""
        async with self.station.store.transaction() as connection:
            lost = await looks.lost(connection, now() - _LOST_AFTER, _LOST_AT_ONCE)
            jobs = [NewJob(JobKind.LOOK, {"media": [one]}, key=f"lost:{one}") for one in lost]
            await enqueue(connection, jobs)
        if lost:
            log.warning("looks.again", media=len(lost))


@asynccontextmanager
async def crew(station: Station, intake: Intake, wires: Wires) -> AsyncIterator[Crew]:
    """Open the banks and the sandboxed workers.

    Raises: ConfigError, BankError, SandboxError: a configured scanner cannot run: nothing starts.
    """
    async with AsyncExitStack() as held:
        banks = open_banks(station)
        held.callback(banks.close)
        lookers = await held.enter_async_context(station.lookers())
        looking = Looking(
            station.store, station.client, station.media_limits(), lookers, banks, station.decider, now
        )
        url = station.engine.engine.url
        hearing = Hearing(url, station.store, intake, wires.watched, now)
        sequencer = Sequencer(station.store, ledger_signing_key(station.key), now)
        yield Crew(station, wires, banks, lookers, looking, hearing, sequencer)


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
