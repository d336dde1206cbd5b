"""Reading what is unpacked on the way, with a limit on how much comes out."""

import io
import os
import sys
import tarfile
import zipfile
from typing import IO

from leeward.media import edge
from leeward.model.errors import NotLooked
from leeward.model.look import Look

ARCHIVE_ERRORS = (*edge.DECODER_ERRORS, tarfile.TarError, zipfile.BadZipFile, NotImplementedError)
STEP = 1 << 20  # bytes between two charges
DAMAGED = "damaged or cut short in its archive"


class Spent(NotLooked):
    """The archive unpacks to more than it may. Ends the whole archive."""


class Budget:
    """Bytes that may still come out of one archive, all members and nested archives together."""

    def __init__(self, bytes_allowed: int) -> None:
        self.allowed = bytes_allowed
        self._left = bytes_allowed

    def spend(self, count: int) -> None:
        """Raises: Spent: that was too much."""
        self._left -= count
        if self._left < 0:
            raise Spent(Look.TOO_LARGE, f"it unpacks to more than {self.allowed} bytes")

    def again(self) -> "Budget":
        """As much once more, for bytes that pass two meters."""
        return Budget(self.allowed)


class Metered(io.RawIOBase):
    """A seekable file that charges every byte once, when it is first reached."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        super().__init__()
        self._file = file
        self._budget = budget
        self._furthest = 0

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes; all that is left for a negative one, in charged steps."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(STEP), b""))
        try:
            got = self._file.read(size)
        except ARCHIVE_ERRORS as error:
            raise edge.unreadable(DAMAGED) from error
        self._charge()
        return got

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Charged too: to reach a place in packed bytes is to unpack up to it, so it goes in steps."""
        if whence == os.SEEK_END:
            offset += self._to(sys.maxsize)
        elif whence == os.SEEK_CUR:
            offset += self.tell()
        return self._to(offset)

    def tell(self) -> int:
        """Bytes from the start."""
        return self._file.tell()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, though backwards may be slow."""
        return True

    def _to(self, place: int) -> int:
        """There, or at the end if that is nearer."""
        try:
            at = self._file.seek(min(max(place, 0), self._furthest))
        except ARCHIVE_ERRORS as error:
            raise edge.unreadable(DAMAGED) from error
        while at < place and (got := self.read(min(place - at, STEP))):
            at += len(got)
        return at

    def _charge(self) -> None:
        at = self._file.tell()
        if at > self._furthest:
            self._budget.spend(at - self._furthest)
            self._furthest = at
