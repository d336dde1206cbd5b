"""The private cluster: made, found, started, adopted, carried over and brought back as needed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from leeward.model.errors import DatabaseError
from leeward.store.cluster import build, postmaster, programs, roles, upgrade
from leeward.store.cluster.backup import Tools
from leeward.store.cluster.engine import Engine
from leeward.store.cluster.lock import Share, only_one
from leeward.store.cluster.place import Place, settle, sockets
from leeward.store.cluster.postmaster import Launch
from leeward.store.cluster.programs import Programs

_LOCK = "postgres.lock"
_PATIENCE_S = 30  # from the end of a server to that of its process
Search = Callable[[Path, int | None], list[Programs]]


@dataclass(frozen=True, slots=True)
class Live:
    """What runs. folder: of its data."""

    folder: Path
    tools: Tools

    @property
    def engine(self) -> Engine:
        """For people, and for who connects."""
        programs = self.tools.programs
        return Engine(programs.kind, programs.version, str(self.folder), self.tools.url())


class Private:
    """One data folder's cluster, as one process sees it.

    clock: seconds since 1970. search: what programs there are, by place and major version.
    """

    def __init__(
        self, data_dir: Path, clock: Callable[[], float], search: Search = programs.on_offer
    ) -> None:
        self._data_dir = data_dir.absolute()
        self._clock = clock
        self._search = search
        self._started: tuple[Path, Popen[bytes]] | None = None
        self._live: Live | None = None
        self._share = Share(self._data_dir / "postgres.users")

    def ensure(self) -> Live:
        """What runs, started if it does not run. Costs 0.1 ms if it does.

        Raises: DatabaseError: it cannot be made to run.
        """
        if self._live and postmaster.alive(self._live.folder):
            return self._live
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            with only_one(self._data_dir / _LOCK):
                self._share.take()
                self._live = self._brought_up(settle(self._data_dir))
        except OSError as error:
            raise DatabaseError(
                f"the private database: {error.filename}: {error.strerror}",
                "is the disk full, or not writable?",
            ) from error
        finally:
            if self._live is None:  # who has nothing does not keep others from being the last
                self._share.give_back()
        return self._live

    def stop(self) -> None:
        """Leave the server. The last of all processes that use it ends it, whoever started it."""
        if self._live:
            with only_one(self._data_dir / _LOCK):
                if self._share.give_back():
                    postmaster.stop(self._live.folder)
            self._live = None
        self._note_death()

    def _note_death(self) -> None:
        """Of a server that we started: nobody else can."""
        if self._started and not postmaster.alive(self._started[0]):
            with suppress(TimeoutExpired):
                self._started[1].wait(_PATIENCE_S)
            self._started = None

    def _brought_up(self, place: Place) -> Live:
        upgrade.sweep(place.folder, self._clock())
        folder = upgrade.truth(place.folder)
        on_offer = self._search(place.folder, int(folder.name) if folder else None)
        folder, chosen = self._current(place, folder, on_offer)
        where = sockets(place)
        server = postmaster.alive(folder)
        if server and (server.sockets, server.port) != (where, postmaster.PORT):  # an upgrade was killed
            postmaster.stop(folder)
            server = None
        if server is None:
            self._note_death()
            process = postmaster.start(folder, Launch(place.account, chosen, where))
            self._started = folder, process
        postmaster.await_ready(folder)
        tools = Tools(place.account, chosen, where)
        roles.ensure(tools)
        return Live(folder, tools)

    def _current(self, place: Place, folder: Path | None, on_offer: list[Programs]) -> tuple[Path, Programs]:
        if folder is None:
            chosen = programs.preferred(on_offer)
            folder = place.folder / str(chosen.major)
            build.finish(build.draft(place.folder, chosen, place.account), folder)
            return folder, chosen
        major = int(folder.name)
        makers, newer = programs.of_major(on_offer, major), programs.newer_than(on_offer, major)
        if makers is None:
            raise _no_makers(folder, major, newer)
        if newer is None:
            return folder, makers
        folder = upgrade.carry_over(place, folder, upgrade.Change(makers, newer))
        upgrade.sweep(place.folder, self._clock())
        return folder, newer


def _no_makers(folder: Path, major: int, newer: Programs | None) -> DatabaseError:
    then = f"; Leeward then carries the data over to {newer.major}" if newer else ""
    return DatabaseError(
        f"PostgreSQL {major} made the private database in {folder}, and it is not on this machine any more",
        f"install it again (Debian: apt install postgresql-{major}; it need not run) and start Leeward{then}",
    )
