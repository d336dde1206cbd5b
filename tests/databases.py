"""A PostgreSQL for the tests of one process: private, forgetful, gone afterwards."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TypeVar

import asyncpg

from leeward.store.cluster import account, build, postmaster, programs
from leeward.store.migrations.migrating import migrate

T = TypeVar("T")
# nothing here must survive anything, so nothing waits for the disk
_FORGETFUL = (
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("shared_buffers", "32MB"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("max_connections", "100"),
)
# whoever kills the tests leaves nothing behind either
_WATCHER = 'read _; kill -QUIT "$0"; sleep 1; rm -rf "$1"'
_SWEEPER = 'read _; sleep 30; rm -rf "$0"'


@dataclass(frozen=True, slots=True)
class Databases:
    """One running server. sockets: the folder of its socket."""

    sockets: Path
    numbers: Iterator[int] = field(default_factory=count)
    patterns: list[str] = field(default_factory=list)  # with our schema, to be copied

    def url(self, name: str, user: str = build.USER) -> str:
        """For asyncpg. user: the owner of every fresh database; or build.ADMIN, who may do everything."""
        return f"postgresql://{user}@/{name}?host={self.sockets}"

    @contextmanager
    def fresh(self, pattern: str = "template0") -> Iterator[str]:
        """The URL of a new, empty database that is gone afterwards, whoever is still connected."""
        name = f"fresh_{next(self.numbers)}"
        self.do(f"CREATE DATABASE {name} OWNER {build.USER} TEMPLATE {pattern}")
        try:
            yield self.url(name)
        finally:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def ready(self) -> Iterator[str]:
        """The same with our schema, and no rows: to copy it is much quicker than to make it."""
        if not self.patterns:
            self.do(f"CREATE DATABASE pattern OWNER {build.USER} TEMPLATE template0")
            blocking(migrate(self.url("pattern")))
            self.patterns.append("pattern")
        with self.fresh(self.patterns[0]) as url:
            yield url

    def do(self, statement: str) -> None:
        """As the administrator."""
        ask(self.url(build.ADMIN, build.ADMIN), statement)


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    """The rows that one statement gives."""

    async def asked() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return blocking(asked())


def blocking(work: Coroutine[object, object, T]) -> T:
    """Run a coroutine to its end, also where a loop runs already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _quick() -> Path | None:
    """Memory, where there is enough: there waiting for the disk costs nothing."""
    memory = Path("/dev/shm")
    is_roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30
    return memory if is_roomy else None


@contextmanager
def home() -> Iterator[Path]:
    """A data folder that whoever runs PostgreSQL can enter; its servers and itself are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="leeward-home-", dir=_quick()))
    folder.chmod(0o755)
    with Popen(["sh", "-c", _SWEEPER, folder], stdin=PIPE, start_new_session=True) as sweeper:
        try:
            yield folder
        finally:
            sweeper.kill()
            for data in (folder, folder / "data", *folder.glob("*/data")):
                for cluster in data.glob("postgres/*/PG_VERSION"):
                    postmaster.stop(cluster.parent)
            shutil.rmtree(folder)


@contextmanager
def running() -> Iterator[Databases]:
    """A server in a folder of its own, as far as possible from anything that must last."""
    user = account.fit()
    folder = Path(tempfile.mkdtemp(prefix="leeward-tests-", dir=_quick()))  # short, and open to any user
    os.chown(folder, user.uid, user.gid)
    try:
        chosen = programs.preferred(programs.found() or programs.packaged(folder))
        lasting = folder / str(chosen.major)
        build.finish(build.draft(folder, chosen, user), lasting)
        server = postmaster.start(lasting, postmaster.Launch(user, chosen, folder, settings=_FORGETFUL))
        with Popen(
            ["sh", "-c", _WATCHER, str(server.pid), folder], stdin=PIPE, start_new_session=True
        ) as watcher:
            try:
                yield Databases(folder)
            finally:
                watcher.kill()
                postmaster.stop(lasting, server)
    finally:
        shutil.rmtree(folder)
