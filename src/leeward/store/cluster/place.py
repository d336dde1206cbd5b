"""Where the private cluster lives: a folder that the user who runs PostgreSQL can reach."""

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from leeward.model.errors import DatabaseError
from leeward.store.cluster import account as accounts
from leeward.store.cluster.account import Account

_INSIDE = "postgres"
_POINTER = "postgres.place"  # in the data folder; names the place if it is not inside
_SYSTEM = Path("/var/lib/leeward")
_SHORT = ("/run", "/tmp", "/var/tmp")  # noqa: S108 - a folder of our own in there, its owner and mode checked
_LONGEST = 107  # bytes of a socket's path, as Linux has it
_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Place:
    """folder: of mode 0700, of the account that runs PostgreSQL."""

    folder: Path
    account: Account


def has_one(data_dir: Path) -> bool:
    """Whether this data folder has a cluster already, or one that was begun."""
    return (data_dir / _POINTER).exists() or (data_dir / _INSIDE).is_dir()


def settle(data_dir: Path) -> Place:
    """The place of this data folder's cluster, made and written down when there is none.

    It is inside, or, where root's data folder is closed to everybody else, below /var/lib. No mode of an
    existing folder is changed.

    Raises: DatabaseError: there is no such place, or the one written down is gone.
    """
    pointer = data_dir / _POINTER
    try:
        folder = Path(pointer.read_text("utf-8").strip()) if pointer.exists() else data_dir / _INSIDE
        if pointer.exists() and not folder.is_dir():
            raise DatabaseError(
                f"the private database of {data_dir} is not where it was put: {folder}",
                f"bring it back, or remove {pointer} to begin with an empty one",
            )
        return _entered(folder) if folder.is_dir() else _made(data_dir, pointer)
    except OSError as error:
        raise DatabaseError(
            f"no place for the private database: {error.filename}: {error.strerror}",
            "set data_dir to a folder that Leeward may write to",
        ) from error


def _entered(folder: Path) -> Place:
    account = accounts.fit(folder.stat().st_uid)
    if folder.stat().st_uid != account.uid:  # killed before it was given away
        os.chown(folder, account.uid, account.gid)
    if not account.can_enter(folder):
        raise DatabaseError(
            f"user {account.name}, who runs the private database, cannot reach {folder}",
            "let that user through the folders above it (chmod o+x)",
        )
    return Place(folder, account)


def _made(data_dir: Path, pointer: Path) -> Place:
    account = accounts.fit_beside(data_dir)
    inside = account.can_enter(data_dir)
    folder = data_dir / _INSIDE if inside else _SYSTEM / f"{_INSIDE}-{_digest(data_dir)}"
    if not inside:
        folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, account.uid, account.gid)
    if not inside:
        new = pointer.with_suffix(".new")
        new.write_text(f"{folder}\n", "utf-8")
        os.replace(new, pointer)
    return _entered(folder)


def sockets(place: Place) -> Path:
    """A folder for the server's socket, closed to everybody else: always the same for a place.

    Raises: DatabaseError: nowhere can there be a socket.
    """
    name = f"leeward-{place.account.uid}-{_digest(place.folder)}"
    for folder in (place.folder / "socket", *(Path(short, name) for short in _SHORT)):
        if _takes_a_name(folder) and _is_closed(folder, place.account) and _takes_sockets(folder):
            return folder
    raise DatabaseError(
        f"nowhere can the private database's socket be: {place.folder} is too long or too odd a path",
        "set data_dir to a shorter path, on a file system of this machine",
    )


def _takes_a_name(folder: Path) -> bool:
    """A comma would make two folders of it."""
    return len(os.fsencode(folder / _SOCKET)) <= _LONGEST and "," not in str(folder)


def _is_closed(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    now = folder.lstat()
    if now.st_uid == os.geteuid() != account.uid and stat.S_ISDIR(
        now.st_mode
    ):  # killed before it was given away
        os.chown(folder, account.uid, account.gid)
        now = folder.lstat()
    return stat.S_ISDIR(now.st_mode) and now.st_uid == account.uid and stat.S_IMODE(now.st_mode) == 0o700


def _takes_sockets(folder: Path) -> bool:
    """Some file systems that containers share with their host do not."""
    probe = folder / ".probe"
    try:
        probe.unlink(missing_ok=True)
        os.mknod(probe, stat.S_IFSOCK | 0o600)
        probe.unlink()
    except OSError:
        return False
    return True


def _digest(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:12]
