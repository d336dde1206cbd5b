"""The append-only log of what was added to and removed from a bank since it was built.

A line a change: the CRC-32 of the rest in hexadecimal, a space, canonical JSON. A last line without its end
was being written when the power went: it never counted, and the next writer cuts it off. Everything else
that is not as it was written is damage; a tally beside the log tells what is missing from its end. A log
that was lost together with its tally cannot be missed.
"""

import fcntl
import hashlib
import json
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from leeward.matcher.byhand.tally import Mark, Tally
from leeward.matcher.files import open_regular, sync_folder
from leeward.matcher.kinds import CLIPS, WIDTHS
from leeward.model.errors import BankError, DamagedBank

LONGEST = 1 << 24  # bytes of a line
_VALUE = re.compile(r"([0-9a-f]{2})+")
_NOTHING = (0, 0)


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

    def is_sound(self) -> bool:
        """Whether such a value can be."""
        if not self.kind or not _VALUE.fullmatch(self.value):
            return False
        length = len(self.value) // 2
        width = WIDTHS.get(self.kind, length)
        return length % width == 0 if self.kind in CLIPS else length == width


_CHANGE = TypeAdapter(Change)


class ChangeLog:
    """Reads and appends changes. Many processes may do either at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tally = Tally(path.with_suffix(".tally"))
        self._end = 0  # bytes read and found sound
        self._digest = hashlib.blake2b(digest_size=16)  # of these bytes
        self._seen: tuple[int, int] | None = None  # size and mtime when nothing was left to read
        self._fresh: list[Change] = []

    def read(self) -> Sequence[Change]:
        """What was appended since the last call; costs one `stat` if nothing was.

        Raises: DamagedBank: a change fails its check, or changes vanished. BankError: it may not be read.
        """
        try:
            state = self._state()
            if state != self._seen:
                self._read_on(state)
        except OSError as error:
            raise BankError(f"{self._path}: {error.strerror}", "check who may read it") from error
        fresh, self._fresh = self._fresh, []
        return fresh

    def _state(self) -> tuple[int, int]:
        try:
            state = os.stat(self._path, follow_symlinks=False)
        except FileNotFoundError:
            return _NOTHING
        return state.st_size, state.st_mtime_ns

    def _read_on(self, state: tuple[int, int]) -> None:
        mark = self._mark()  # before the log is opened: it is never ahead of what the log holds then
        try:
            file = open_regular(self._path, os.O_RDONLY)
        except FileNotFoundError:
            self._expect(0, mark)
            self._seen = state
            return
        try:
            left = self._catch_up(file, mark)
        finally:
            os.close(file)
        self._seen = None if left else state

    def _mark(self) -> Mark | None:
        try:
            return self._tally.read()
        except DamagedBank:
            # Perhaps it was just being written over: a writer keeps the lock until it is done.
            if not self._path.exists():
                raise
        file = open_regular(self._path, os.O_RDONLY)
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
            return self._tally.read()
        finally:
            os.close(file)

    def _catch_up(self, file: int, mark: Mark | None) -> int:
        """Read from the last sound end. Returns: how many bytes of an unfinished change follow."""
        self._expect(os.fstat(file).st_size, None)
        while piece := os.pread(file, LONGEST, self._end):
            *lines, _ = piece.split(b"\n")
            if not lines and len(piece) < LONGEST:
                break
            if not lines:
                raise self._damaged(f"a change at byte {self._end} has no end")
            for line in lines:
                self._take(line, mark)
        self._expect(self._end, mark)
        return len(piece)

    def _take(self, line: bytes, mark: Mark | None) -> None:
        change = _parse(line)
        if change is None:
            raise self._damaged(f"a change at byte {self._end} is damaged")
        digest, end = self._digest.copy(), self._end + len(line) + 1
        digest.update(line + b"\n")
        if mark and self._end < mark.end <= end and mark != Mark(end, digest.hexdigest()):
            raise self._damaged("these are not the changes that were made")
        self._digest, self._end = digest, end
        self._fresh.append(change)

    def _expect(self, size: int, mark: Mark | None) -> None:
        if size < max(self._end, mark.end if mark else 0):
            raise DamagedBank(
                f"{self._path}: changes are missing at its end",
                "no list holds them: put a copy of the log back, or, to go on with the changes that are "
                f"left, delete {self._tally.path}",
            )

    def _damaged(self, what: str) -> DamagedBank:
        return DamagedBank(
            f"{self._path}: {what}",
            "no list holds these changes: put a copy of the log back, or, to give up all changes made by "
            f"hand, delete {self._path} and {self._tally.path}",
        )

    def append(self, changes: Sequence[Change]) -> None:
        """Write all the changes, durably, before returning.

        Raises: BankError: they cannot be written, or are none that can be. DamagedBank: as `read`.
        """
        text = b"".join(map(_print, changes))
        try:
            file = open_regular(self._path, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._append(file, text)
            finally:
                os.close(file)
        except OSError as error:
            raise BankError(
                f"{self._path}: {error.strerror}", "make room, or check who may write it"
            ) from error

    def _append(self, file: int, text: bytes) -> None:
        mark = self._tally.read()
        if self._catch_up(file, mark):
            os.ftruncate(file, self._end)
        self._seen = None
        _write(file, self._end, text)
        os.fsync(file)
        digest = self._digest.copy()
        digest.update(text)
        if mark is None:  # a tally must not outlive the log it speaks of
            sync_folder(self._path.parent)
        self._tally.write(Mark(self._end + len(text), digest.hexdigest()))
        if mark is None:
            sync_folder(self._path.parent)


def _write(file: int, offset: int, text: bytes) -> None:
    while text:
        done = os.pwrite(file, text, offset)
        offset += done
        text = text[done:]


def _print(change: Change) -> bytes:
    text = json.dumps(asdict(change), sort_keys=True, separators=(",", ":")).encode()
    line = b"%08x %s" % (zlib.crc32(text), text)
    if len(line) >= LONGEST or _parse(line) is None:
        raise BankError("this change cannot be kept", "check the value, its name and its note")
    return line + b"\n"


def _parse(line: bytes) -> Change | None:
    """The change, None if the line fails its check, or is none that is ever written."""
    if line[8:9] != b" " or line[:8] != b"%08x" % zlib.crc32(line[9:]):
        return None
    try:
        change = _CHANGE.validate_json(line[9:], strict=True)
    except ValidationError:
        return None
    return change if change.is_sound() else None
