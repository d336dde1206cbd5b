"""`leeward database`: which one it is, and all of it in one file and back."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from leeward.config import Config
from leeward.model.errors import DatabaseError
from leeward.store.cluster.engine import Engine
from leeward.store.cluster.running import Running, open_engine
from leeward.store.connection import Store
from leeward.store.desk.walls import Trouble, trouble
from leeward.store.migrations.migrating import newest
from leeward.store.watch import sessions
from leeward.store.watch.sessions import Facts

_BUSY = "end every leeward first: up, web, worker, and whoever is at a case"


@dataclass(frozen=True, slots=True)
class Looked:
    """Whose database it is, which version and where; and what is in it. walls: what keeps the desk shut."""

    engine: Engine
    facts: Facts
    walls: Trouble | None = None


def look(config: Config) -> Looked:
    """Which database is used; changes nothing in it. Raises: DatabaseError."""
    with _opened(config) as running:
        return Looked(running.engine, *asyncio.run(_facts(running)))


def dump(config: Config, file: Path) -> int:
    """Write all of a private database into one file; gives its bytes. Works while others use it.

    Raises: DatabaseError: it cannot be written, or the database is the operator's own.
    """
    with _opened(config) as running:
        running.dump(file)
        return file.stat().st_size


def check_restore(config: Config, file: Path) -> Looked:
    """What a restore would replace. Raises: DatabaseError: somebody works with it, or there is no file."""
    if not file.is_file():
        raise DatabaseError(f"{file}: no such file", "name what leeward database dump wrote")
    found = look(config)
    if found.facts.others:
        raise DatabaseError("another Leeward is working with this database", _BUSY)
    return found


def restore(config: Config, file: Path) -> None:
    """Put a dump in the place of all that is in a private database; what was there is kept beside it.

    Raises: DatabaseError: as `check_restore`; the file is not whole; the database is the operator's own.
    """
    with _opened(config) as running:
        check_restore(config, file)
        running.restore(file)


def _opened(config: Config) -> Running:
    return open_engine(config.database.url, config.data_dir, time.time)


async def _facts(running: Running) -> tuple[Facts, Trouble | None]:
    async with Store(running.engine.url, 1) as store:
        async with store.session() as connection:
            found = await sessions.facts(connection)
        is_ours = found.schema == newest()
        return found, await trouble(store) if is_ours else None
