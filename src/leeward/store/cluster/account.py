"""As whom PostgreSQL runs. It refuses root, so root runs it as somebody else."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from leeward.model.errors import DatabaseError

_OWN_NAME = "leeward-postgres"  # made where there is no account for PostgreSQL yet
_CANDIDATES = ("postgres", _OWN_NAME, "nobody")  # nobody: in containers that cannot add a user
_WORDS = 4_000  # characters of what a program said
_HINT = "run Leeward as another user than root, or name a PostgreSQL of your own in database.url"


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that has ended. said: all it printed, at most its last 4,000 characters."""

    status: int
    said: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine. gid: the group of the same account."""

    name: str
    uid: int
    gid: int

    def start(
        self,
        command: Sequence[str | Path],
        *,
        given: IO[bytes] | int,
        output: IO[bytes] | int,
        said: IO[bytes],
    ) -> "subprocess.Popen[bytes]":
        """Start a program as this user, in a session of its own: Ctrl-C in a terminal does not reach it.

        It sees nothing of our environment. given, output, said: its standard streams.
        Raises: DatabaseError: the kernel does not let us.
        """
        is_other = self.uid != os.geteuid()
        try:
            return subprocess.Popen(  # noqa: S603 - a list, no shell
                [str(word) for word in command],
                stdin=given,
                stdout=output,
                stderr=said,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": "/"},
                user=self.uid if is_other else None,
                group=self.gid if is_other else None,
                extra_groups=[] if is_other else None,
                umask=0o077,
                start_new_session=True,
            )
        except OSError as error:
            raise DatabaseError(
                f"{command[0]} cannot be started as user {self.name}: {error.strerror}", _HINT
            ) from error

    def run(self, command: Sequence[str | Path], given: bytes = b"") -> Ended:
        """Run a program as this user to its end. Raises: DatabaseError: the kernel does not let us."""
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as said:
            stdin.write(given)
            stdin.seek(0)
            status = self.start(command, given=stdin, output=said, said=said).wait()
            return Ended(status, last_words(said))

    def can_enter(self, folder: Path) -> bool:
        """Whether the way to the folder is open to this user."""
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder]).status == 0


def ourselves() -> Account:
    """The user that this process runs as."""
    return _named(os.geteuid()) or Account(str(os.geteuid()), os.geteuid(), os.getegid())


def fit(owner: int | None = None) -> Account:
    """Who runs PostgreSQL.

    Args:   owner: user number of whom the files belong to already; None: there are no files yet.
    Raises: DatabaseError: the files belong to somebody that we cannot be, or to root.
    """
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise DatabaseError(
                f"the private database is of {_spelt(owner)}, and Leeward runs as {_spelt(os.geteuid())}",
                "start Leeward as the user who started it first (root, if that was root)",
            )
        return ourselves()
    if owner:
        return _named(owner) or Account(str(owner), owner, owner)
    for name in _CANDIDATES:
        found = _named(name) or (_made(name) if name == _OWN_NAME else None)
        if found:
            return found
    raise DatabaseError("PostgreSQL refuses to run as root, and there is no other user to run it as", _HINT)


def fit_beside(folder: Path) -> Account:
    """Who runs PostgreSQL on new files: for root the owner of the folder, if that is not root either."""
    owner = folder.stat().st_uid
    return fit(owner) if os.geteuid() == 0 and owner and _named(owner) else fit()


def last_words(said: IO[bytes]) -> str:
    """The end of what a program printed into a file, at most 4,000 characters."""
    said.seek(0)
    return said.read().decode("utf-8", "replace").strip()[-_WORDS:]


def _made(name: str) -> Account | None:
    """A new account without a password, a shell or a home; None where none can be made."""
    tool = shutil.which("useradd")
    if tool:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false"]
        ourselves().run([tool, *options, name])
    return _named(name)


def _named(who: int | str) -> Account | None:
    try:
        entry = pwd.getpwuid(who) if isinstance(who, int) else pwd.getpwnam(who)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _spelt(uid: int | None) -> str:
    found = _named(uid) if uid is not None else None
    return found.name if found else str(uid)
