"""One at a time on this machine, and who is using the server. The kernel forgets both with the process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leeward.model.errors import DatabaseError


@contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Wait until nobody else is in here. Raises: DatabaseError: the file cannot be opened."""
    handle = _opened(file)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Share:
    """A share in the use of something."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    def take(self) -> None:
        """Use it from now on. Raises: DatabaseError: the file cannot be opened."""
        if self._handle is None:
            self._handle = _opened(self._file)
            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def give_back(self) -> bool:
        """Whether nobody uses it any more. Never waits: ask only where nobody can take it meanwhile."""
        if self._handle is None:
            return False
        handle, self._handle = self._handle, None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        return True


def _opened(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseError(
            f"{file}: {error.strerror}", "Leeward must run as the user who owns its data folder"
        ) from error
