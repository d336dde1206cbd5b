"""Memory files: media bytes that no disk ever sees."""

import fcntl
import hashlib
import os

from leeward.net.wire import Fetched

_READ_ONLY = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


class MemoryFile:
    """Bytes as they arrive, hashed on their way into anonymous memory. Whoever makes one closes it or
    takes the descriptor out with `sealed`."""

    def __init__(self) -> None:
        self._fd = os.memfd_create("media", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._sha256 = hashlib.sha256()
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Add bytes at the end."""
        self._sha256.update(piece)
        self._size += len(piece)
        view = memoryview(piece)
        while view:
            view = view[os.write(self._fd, view) :]

    def sealed(self, media_type: str, status: int) -> Fetched:
        """All of it, read-only for ever. The descriptor now belongs to the caller."""
        fcntl.fcntl(self._fd, fcntl.F_ADD_SEALS, _READ_ONLY)
        os.lseek(self._fd, 0, os.SEEK_SET)
        return Fetched(self._fd, self._size, self._sha256.hexdigest(), media_type, status)

    def close(self) -> None:
        """Forget it."""
        os.close(self._fd)
