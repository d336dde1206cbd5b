"""Opening files of our own, and making their names durable."""

import errno
import os
import stat
from pathlib import Path

from leeward.model.errors import DamagedBank


def open_regular(path: Path, flags: int) -> int:
    """Open a file of our own; what else may have its name neither blocks nor leads elsewhere.

    Raises: DamagedBank: it is a link, a pipe, a device, a folder. OSError: it cannot be opened.
    """
    strange = DamagedBank(f"{path}: this is no regular file", f"see what it is, and remove it: ls -l {path}")
    try:
        file = os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO, errno.EISDIR}:
            raise strange from error
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise strange
    return file


def read_regular(path: Path) -> bytes:
    """All of a file of our own. Raises: as `open_regular`."""
    with os.fdopen(open_regular(path, os.O_RDONLY), "rb") as stream:
        return stream.read()


def sync_folder(folder: Path) -> None:
    """Make renames and new files in a folder durable."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
