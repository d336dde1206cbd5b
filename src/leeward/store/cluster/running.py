"""The database that Leeward works with, open: the operator's own or a private one."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from leeward.model.errors import DatabaseError
from leeward.store.cluster import backup, own
from leeward.store.cluster.engine import Engine
from leeward.store.cluster.private import Live, Private


def open_engine(url: str | None, data_dir: Path, clock: Callable[[], float]) -> "Running":
    """Look at the operator's own database, or bring the private one up, the first time within some seconds.

    Blocks: in a coroutine, ask a thread to do it.

    Args:   url: the operator's own; None: there is none. clock: seconds since 1970.
    Raises: DatabaseError: there is nothing to work with.
    """
    return Running(own.examine(url)) if url else Running.private(Private(data_dir, clock))


class Running:
    """A database in use. Leaving it as a context stops it."""

    def __init__(self, engine: Engine, cluster: Private | None = None) -> None:
        self.engine = engine
        self._cluster = cluster

    @classmethod
    def private(cls, cluster: Private) -> Self:
        """The private one, running. Raises: DatabaseError: it does not."""
        return cls(cluster.ensure().engine, cluster)

    def ensure_running(self) -> None:
        """Bring a private server back that was killed; cheap when it runs.

        Raises: DatabaseError: it cannot be brought back now.
        """
        if self._cluster:
            self.engine = self._cluster.ensure().engine

    def dump(self, file: Path) -> None:
        """Write all of a private database into one file. Raises: DatabaseError: it cannot be done."""
        backup.dump(self._live().tools, file)

    def restore(self, file: Path) -> None:
        """Replace all of a private database by what dump() wrote. Raises: DatabaseError: it stays."""
        backup.restore(self._live().tools, file)

    def _live(self) -> Live:
        if self._cluster:
            return self._cluster.ensure()
        raise DatabaseError(
            f"{self.engine.where} is your own, and its backups are, too", "use pg_dump and pg_restore"
        )

    def stop(self) -> None:
        """Leave a private server, and end it if nobody else uses it."""
        if self._cluster:
            self._cluster.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
