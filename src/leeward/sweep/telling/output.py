"""Where a scan writes to: a stream, or a file that can be continued byte for byte."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from leeward.model.errors import OutputError, ResumeError

_TAIL = 64  # bytes by which a file is known again


class Output:
    """A stream with a count of what was written. tail: the last bytes of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.offset = 0
        self.tail = b""

    def write(self, text: bytes) -> None:
        """Write and flush. Raises: OutputError; BrokenPipeError: nobody reads any more."""
        try:
            left = memoryview(text)
            while left:
                left = left[self._stream.write(left) :]
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(
                f"the output cannot be written: {(error.strerror or 'unknown error').lower()}", "make room"
            ) from error
        self.offset += len(text)
        self.tail = (self.tail + text[-_TAIL:])[-_TAIL:]

    def go_back(self, offset: int, is_seal: Callable[[bytes], bool]) -> None:
        """Drop everything behind an offset that an earlier run knew to be whole.
        Raises: ResumeError: this is not the file of that run."""
        if not self._is_file():
            return
        self._stream.seek(max(0, offset - _TAIL))
        tail = self._stream.read(min(offset, _TAIL))
        if len(tail) < min(offset, _TAIL) or not is_seal(tail):
            raise ResumeError(
                "the output file is not as the interrupted scan left it",
                "put it back, or start anew without --resume",
            )
        self._stream.truncate(offset)
        self.offset, self.tail = offset, tail

    def _is_file(self) -> bool:
        return self._stream.seekable() and self._stream.readable()


def open_output(path: Path, resume: bool) -> BinaryIO:
    """A file that only its owner can read. What stands in one already is never overwritten: it may be the
    findings of another scan, or a list, or a media file. Raises: OutputError."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        if not resume and path.is_file() and path.stat().st_size:
            raise OutputError(
                f"{str(path)!r} is there already, and not empty",
                "name another file or move it away first; --resume goes on with an interrupted scan",
            )
        fd = os.open(path, flags, 0o600)
        if stat.S_ISREG(os.fstat(fd).st_mode):
            os.fchmod(fd, 0o600)
            return os.fdopen(fd, "r+b", buffering=0)
        # a buffer would fail once more when it is closed
        return os.fdopen(fd, "wb", buffering=0)
    except OSError as error:
        raise OutputError(
            f"{str(path)!r}: {(error.strerror or 'unknown error').lower()}", "name another file"
        ) from error
