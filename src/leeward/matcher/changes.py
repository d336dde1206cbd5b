"""The append-only log of what was added to and removed from a bank since it was built.

A line a change: the CRC-32 of the rest in hexadecimal, a space, canonical JSON. A last line that is cut off
or fails its check was being written when the power went: it never counted, and the next writer cuts it off.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from leeward.matcher.container import REBUILD, sync_folder
from leeward.model.errors import BankError, DamagedBank


class Verb(StrEnum):
    """What happened to a value."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One line. value: lower-case hexadecimal; of a vpdq clip, its frames one after the other."""

    verb: Verb
    kind: str
    value: str
    entry: str | None = None
    note: str | None = None


class ChangeLog:
    """Reads and appends changes. Many processes may do either at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = 0  # bytes read and found sound
        self._seen: tuple[int, int] | None = None  # size and mtime when nothing was left to read
        self._fresh: list[Change] = []

    def read(self) -> Sequence[Change]:
        """What was appended since the last call; costs one `stat` if nothing was.

        Raises: DamagedBank: a change in the middle fails its check, or changes vanished.
        """
        try:
            state = os.stat(self._path)
        except FileNotFoundError:
            state = None
        if state is None and self._end:
            raise DamagedBank(f"{self._path}: the log of changes vanished", REBUILD)
        if state is not None and (state.st_size, state.st_mtime_ns) != self._seen:
            self._read_on(state)
        fresh, self._fresh = self._fresh, []
        return fresh

    def _read_on(self, state: os.stat_result) -> None:
        file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            left = self._catch_up(file)
        finally:
            os.close(file)
        self._seen = None if left else (state.st_size, state.st_mtime_ns)

    def _catch_up(self, file: int) -> int:
        """Read from the last sound end. Returns: how many bytes of an unfinished change follow."""
        size = os.fstat(file).st_size
        if size < self._end:
            raise DamagedBank(f"{self._path}: the log of changes lost some", REBUILD)
        *lines, torn = _read(file, self._end, size - self._end).split(b"\n")
        for number, line in enumerate(lines, 1):
            change = _parse(line)
            if change is None and (torn or number < len(lines)):
                raise DamagedBank(f"{self._path}: a change at byte {self._end} is damaged", REBUILD)
            if change is None:
                return len(line) + 1
            self._fresh.append(change)
            self._end += len(line) + 1
        return len(torn)

    def append(self, changes: Sequence[Change]) -> None:
        """Write all the changes, durably, before returning. Raises: BankError: they cannot be written."""
        created = not self._path.exists()
        flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            file = os.open(self._path, flags, 0o600)
        except OSError as error:
            raise BankError(f"{self._path}: {error.strerror}", "check who may write it") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if self._catch_up(file):
                os.ftruncate(file, self._end)
            self._seen = None
            _write(file, self._end, b"".join(map(_print, changes)))
            os.fsync(file)
        except OSError as error:
            raise BankError(f"{self._path}: {error.strerror}", "make room, then try again") from error
        finally:
            os.close(file)
        if created:
            sync_folder(self._path.parent)


def _read(file: int, offset: int, length: int) -> bytes:
    parts = []
    while length > 0 and (part := os.pread(file, length, offset)):
        parts.append(part)
        offset += len(part)
        length -= len(part)
    return b"".join(parts)


def _write(file: int, offset: int, text: bytes) -> None:
    while text:
        done = os.pwrite(file, text, offset)
        offset += done
        text = text[done:]


def _print(change: Change) -> bytes:
    text = json.dumps(asdict(change), sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _parse(line: bytes) -> Change | None:
    """The change, None if the line fails its check."""
    if line[8:9] != b" " or line[:8] != b"%08x" % zlib.crc32(line[9:]):
        return None
    told = json.loads(line[9:])
    return Change(**{**told, "verb": Verb(told["verb"])})
