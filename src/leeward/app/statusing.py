"""Puts the one screen together: of a live process, and for who only wants to look."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from leeward.app.station import check_begun, now
from leeward.canary.screen import ListState, Screen
from leeward.canary.status import Here, gather
from leeward.config import Config
from leeward.matcher.bank import Bank
from leeward.model.errors import BankError, DatabaseError
from leeward.pipeline.match.banks import BankSettings, find_built
from leeward.pipeline.match.origin import recall
from leeward.store.cluster.engine import Engine
from leeward.store.cluster.running import open_engine
from leeward.store.connection import Store
from leeward.store.migrations.migrating import newest
from leeward.store.watch import figures


def nothing() -> Mapping[str, str]:
    """No further problems."""
    return {}


async def screen(
    config: Config, engine: Engine, store: Store, further: Callable[[], Mapping[str, str]] = nothing
) -> Screen:
    """What a live process shows. further: problems that only the process itself knows of, by name.
    Raises: DatabaseError."""
    lists = await asyncio.to_thread(lambda: tuple(lists_of(config)))
    async with store.session() as connection:
        found = await gather(connection, Here(config, engine, lists), now())
    return replace(found, problems={**found.problems, **further()})


async def look(config: Config) -> Screen:
    """The screen, without anything that runs: the database is opened, read and left as it was.

    Raises: DatabaseError: there is none, it is not set up, or it is another version's.
    """
    check_begun(config)
    with ExitStack() as held:
        running = await asyncio.to_thread(open_engine, config.database.url, config.data_dir, time.time)
        held.callback(running.stop)
        async with Store(running.engine.url, most=1) as store:
            await _check_schema(store)
            return await screen(config, running.engine, store)


def lists_of(config: Config) -> Iterator[ListState]:
    """Each configured list as it is on this machine; nothing is built or verified."""
    for path in config.banks:
        name, changed_at = path.stem, _changed_at(path)
        try:
            folder = find_built(str(path), BankSettings(config.data_dir))
            with Bank.open(folder) as bank:
                entries, name = sum(bank.header.counts.values()), bank.header.name
        except BankError as error:
            # a list that is there and not built yet is built when a worker starts
            said = "" if path.is_file() else error.message
            yield ListState(name, 0, changed_at, said)
            continue
        origin = recall(folder)
        yield ListState(name, entries, _changed_at(Path(origin.path)) if origin else _changed_at(folder))


async def _check_schema(store: Store) -> None:
    async with store.session() as connection:
        found = await figures.schema(connection)
    if found is not None and found != newest():
        raise DatabaseError(
            f"the database has schema {found}, this Leeward works with {newest()}",
            "start Leeward, which brings an older one up to date; for a newer one install that version",
        )


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
