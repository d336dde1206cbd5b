"""Files and folders on this machine, walked by descriptor so that no name can lead out of the folder."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from leeward.model.errors import NotLooked
from leeward.model.look import Look
from leeward.plugins.connectors.protocol import Found, Lost, Passed

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_MOST_DEEP = 200  # folders inside folders; each open one costs a descriptor


@dataclass(frozen=True, slots=True)
class _Handle:
    """A folder, open for as long as anything found in it may still be opened.

    shown: as the user spelled it. real: without links.
    """

    fd: int
    shown: str
    real: str

    def __del__(self) -> None:
        os.close(self.fd)


class Folder:
    """A file, or a folder with everything below; links inside are not followed."""

    name = "folder"
    title = "files and folders on this machine"

    def claims(self, where: str) -> bool:
        """Whatever is neither `-` nor an address in a store; asked last."""
        return where != "-" and not where.startswith("s3://")

    def walk(self, where: str) -> Iterator[Found | Lost | Passed]:
        """A PATH that is itself a link is followed: somebody asked for it by name."""
        try:
            os.stat(where)  # an empty name would become this very folder below
            real = os.path.realpath(where)
            if os.path.isdir(real):
                top = _Handle(os.open(real, _FOLDER), where, real)
                names = sorted(os.listdir(top.fd))
            else:
                parent, name = os.path.split(real)
                top = _Handle(os.open(parent, _FOLDER), os.path.dirname(where), parent)
                yield _leaf(top, name, where, os.lstat(real).st_mode)
                return
        except (OSError, ValueError) as error:
            yield _lost(where, os.path.abspath(where), error)
        else:
            yield from _below(top, names)


def _below(top: _Handle, names: list[str]) -> Iterator[Found | Lost | Passed]:
    trail = [(top, iter(names))]
    while trail:
        here, rest = trail[-1]
        name = next(rest, None)
        if name is None:
            trail.pop()
            continue
        shown, real = os.path.join(here.shown, name), os.path.join(here.real, name)
        try:
            mode = os.stat(name, dir_fd=here.fd, follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                yield Passed(shown, _leads_out(real, top.real))
            elif not stat.S_ISDIR(mode):
                yield _leaf(here, name, shown, mode)
            elif len(trail) == _MOST_DEEP:
                yield Lost(shown, Look.UNSUPPORTED, f"folders more than {_MOST_DEEP} deep", real)
            else:
                trail.append(_entered(here, name))
        except OSError as error:
            yield _lost(shown, real, error)


def _entered(within: _Handle, name: str) -> tuple[_Handle, Iterator[str]]:
    fd = os.open(name, _FOLDER, dir_fd=within.fd)
    handle = _Handle(fd, os.path.join(within.shown, name), os.path.join(within.real, name))
    return handle, iter(sorted(os.listdir(fd)))


def _leads_out(link: str, top: str) -> bool:
    target = os.path.realpath(link)
    return target != top and not target.startswith(os.path.join(top, ""))


def _leaf(folder: _Handle, name: str, shown: str, mode: int) -> Found | Lost:
    if not stat.S_ISREG(mode):
        return Lost(shown, Look.UNSUPPORTED, "not a regular file", os.path.join(folder.real, name))
    there = os.stat(name, dir_fd=folder.fd, follow_symlinks=False)
    stamp = f"{there.st_size} {there.st_mtime_ns} {there.st_ctime_ns}"
    return Found(shown, partial(_opened, folder, name), stamp, os.path.join(folder.real, name))


def _opened(folder: _Handle, name: str) -> int:
    try:
        # without O_NONBLOCK a name swapped for a FIFO would hang us
        fd = os.open(name, _FILE, dir_fd=folder.fd)
    except OSError as error:
        raise NotLooked(_look(error), _why(error)) from error
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    raise NotLooked(Look.UNSUPPORTED, "not a regular file")


def _lost(shown: str, real: str, error: OSError | ValueError) -> Lost:
    return Lost(shown, _look(error), _why(error), real)


def _look(error: Exception) -> Look:
    gone = isinstance(error, FileNotFoundError | NotADirectoryError)
    return Look.VANISHED if gone else Look.UNREADABLE


def _why(error: OSError | ValueError) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or "not a name that a file can have").lower()


SOURCE = Folder()
