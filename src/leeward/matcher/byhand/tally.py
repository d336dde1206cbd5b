"""How far a log reaches that was written for good, kept outside it: what the log loses later is missed.

One record, always the same length, written over in place after each append. It lags behind the log where a
writer was killed between the two; it is never ahead of it.
"""

import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from leeward.matcher.files import open_regular
from leeward.model.errors import DamagedBank

_RECORD = re.compile(rb"([0-9]{20}) ([0-9a-f]{32}) ([0-9a-f]{8})\n")
_ROOM = 128  # bytes; more than a record


@dataclass(frozen=True, slots=True)
class Mark:
    """end: bytes of the log; digest: of all of them, 32 hexadecimal digits."""

    end: int
    digest: str


class Tally:
    """Reads and writes the mark of one log."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Mark | None:
        """None: there is none yet. Raises: DamagedBank: it fails its check. OSError: it cannot be read."""
        try:
            file = open_regular(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            text = os.pread(file, _ROOM, 0)
        finally:
            os.close(file)
        return self._parse(text) if text else None

    def _parse(self, text: bytes) -> Mark:
        found = _RECORD.fullmatch(text)
        if found is None or int(found[3], 16) != zlib.crc32(text[:53]):
            raise DamagedBank(
                f"{self.path}: it fails its check",
                f"to go on with what the log beside it still holds, delete {self.path}",
            )
        return Mark(int(found[1]), found[2].decode())

    def write(self, mark: Mark) -> None:
        """Durable on return, except for the name of a new file. Raises: DamagedBank, OSError: as `read`."""
        file = open_regular(self.path, os.O_RDWR | os.O_CREAT)
        try:
            text = b"%020d %s" % (mark.end, mark.digest.encode())
            os.pwrite(file, b"%s %08x\n" % (text, zlib.crc32(text)), 0)
            os.fsync(file)
        finally:
            os.close(file)
