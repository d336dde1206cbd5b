"""A new, empty cluster: whole, or not there at all."""

import os
import tempfile
from pathlib import Path

from leeward.model.errors import DatabaseError
from leeward.store.cluster.account import Account, Ended
from leeward.store.cluster.programs import Programs

ADMIN = "postgres"  # may do everything; for backups and upgrades
USER = "leeward"  # owns the database, and no more
DATABASE = "leeward"
ROLE = f"{USER}_desk"  # what a request of the desk becomes, to see less: as store.desk.walls names it
ROLE_WORDS = f"CREATE ROLE {ROLE} NOLOGIN;\nGRANT {ROLE} TO {USER};\n"
_BUILTIN_SINCE = 17  # from here on PostgreSQL knows C.UTF-8 itself, the same on every machine
_FIRST_WORDS = f"""\
CREATE ROLE {USER} LOGIN;
{ROLE_WORDS}\
CREATE DATABASE {DATABASE} OWNER {USER} TEMPLATE template0;
"""


def draft(place: Path, programs: Programs, account: Account) -> Path:
    """Make an empty cluster in a new folder below `place`, which counts for nothing until it is finished.

    Raises: DatabaseError: it cannot be made.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{programs.major}.new-", dir=place))
    os.chown(folder, account.uid, account.gid)
    made = _initdb(folder, programs, account)
    if made.status:
        raise DatabaseError(
            f"PostgreSQL {programs.version} makes no data in {place}: {made.said}", _hint(place)
        )
    said = account.run(
        [programs.program("postgres"), "--single", "-D", folder, ADMIN], given=_FIRST_WORDS.encode()
    )
    if said.status or "ERROR" in said.said:
        raise DatabaseError(f"PostgreSQL {programs.version} makes no database: {said.said}", _hint(place))
    return folder


def finish(draft: Path, lasting: Path) -> None:
    """Give a draft its name. From now on it counts."""
    os.rename(draft, lasting)
    handle = os.open(lasting.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _initdb(folder: Path, programs: Programs, account: Account) -> Ended:
    initdb: list[str | Path] = [
        programs.program("initdb"),
        "-D",
        folder,
        "-U",
        ADMIN,
        "--encoding=UTF8",
        "--data-checksums",
    ]
    access = ["--auth-local=trust", "--auth-host=reject"]  # the socket's folder is the lock on this door
    if programs.major >= _BUILTIN_SINCE:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return account.run([*initdb, *access, *locale])
    made = account.run([*initdb, *access, "--locale=C", "--lc-ctype=C.UTF-8"])
    if made.status and "locale" in made.said:  # not every machine has C.UTF-8
        made = account.run([*initdb, *access, "--locale=C"])
    return made


def _hint(place: Path) -> str:
    free = os.statvfs(place)
    return f"it takes 50 MB; {place} has {free.f_bavail * free.f_frsize >> 20} MB left"
