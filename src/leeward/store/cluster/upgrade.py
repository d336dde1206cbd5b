"""From one major version to the next: the old data stay the truth until the new ones are complete."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from leeward.store.cluster import build, postmaster
from leeward.store.cluster.backup import Tools, pipe
from leeward.store.cluster.place import Place, sockets
from leeward.store.cluster.postmaster import Launch
from leeward.store.cluster.programs import Programs

_OLD_PORT, _NEW_PORT = 5433, 5434  # nobody else looks for these sockets, so nobody writes meanwhile
_KEPT_S = 7 * 24 * 3600
_TRIES, _PAUSE_S = 50, 0.1
_REPLACED = ".replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """The programs that made the data, and those that will have them."""

    old: Programs
    new: Programs


def carry_over(place: Place, folder: Path, change: Change) -> Path:
    """Copy everything into a new folder for the new programs. Its name, given last, is what makes it count.

    Raises: DatabaseError: it cannot be done; the old data are as they were.
    """
    postmaster.stop(folder)
    draft = build.draft(place.folder, change.new, place.account)
    where = sockets(place)
    old = Launch(place.account, change.old, where, _OLD_PORT)
    new = Launch(place.account, change.new, where, _NEW_PORT)
    with _served(folder, old), _served(draft, new):
        # the newer tools read the older server: this way round they are meant to
        source = Tools(place.account, change.new, where, _OLD_PORT)
        pipe(source, Tools(place.account, change.new, where, _NEW_PORT))
    lasting = place.folder / str(change.new.major)
    build.finish(draft, lasting)
    return lasting


@contextmanager
def _served(folder: Path, launch: Launch) -> Iterator[None]:
    process = postmaster.start(folder, launch)
    try:
        yield
    finally:
        postmaster.stop(folder, process)


def truth(place: Path) -> Path | None:
    """The folder of the data that count: of the highest version; None: there are none yet."""
    folders = [path for path in place.iterdir() if path.name.isdecimal()]
    return max(folders, key=lambda path: int(path.name), default=None)


def sweep(place: Path, now_s: float) -> None:
    """Forget what broke off, and, a week after an upgrade, the data from before it. now_s: since 1970."""
    for draft in [*place.glob("*.new-*"), *place.glob("new-*")]:
        postmaster.stop(draft)
        _forget(draft)
    current = truth(place)
    for folder in place.iterdir():
        if folder.name.isdecimal() and folder != current:
            postmaster.stop(folder)
            os.utime(folder, (now_s, now_s))
            replaced = folder.with_name(folder.name + _REPLACED)
            if replaced.exists():
                _forget(replaced)
            os.rename(folder, replaced)
    for folder in place.glob(f"*{_REPLACED}"):
        if now_s - folder.stat().st_mtime > _KEPT_S:
            _forget(folder)


def _forget(folder: Path) -> None:
    """Programs that a killed Leeward left may still be at work in a draft. They end by themselves soon.

    Raises: OSError: something is left after 5 seconds.
    """
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        sleep(_PAUSE_S)
    shutil.rmtree(folder)
