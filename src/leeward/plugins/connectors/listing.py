"""`-`: a list of places on standard input, one a line or separated by NUL."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from leeward.model.errors import SourceError
from leeward.plugins.connectors.protocol import Named

_CHUNK = 64 * 1024  # bytes; NUL in the first chunk means NUL-separated, as `find -print0` writes
_LONGEST = 1024 * 1024  # bytes of one name


class Listing:
    """Places named on a stream. Names may be any bytes."""

    name = "listing"
    title = "-: a list of paths on standard input"

    def __init__(self, stream: Callable[[], BinaryIO]) -> None:
        self._stream = stream

    def claims(self, where: str) -> bool:
        """Only `-` itself; a file of that name is `./-`."""
        return where == "-"

    def walk(self, where: str) -> Iterator[Named]:
        """Raises: SourceError: somebody would have to type the list, or a name has no end."""
        stream = self._stream()
        if stream.isatty():
            raise SourceError(
                "'-' reads a list of paths from standard input, and that is a terminal",
                "pipe a list in: find FOLDER -type f -print0 | leeward scan -",
            )
        for name in _names(stream):
            if name:
                yield Named("./-" if name == b"-" else os.fsdecode(name))


def _names(stream: BinaryIO) -> Iterator[bytes]:
    rest = stream.read(_CHUNK)
    separator = b"\0" if b"\0" in rest else b"\n"
    while chunk := stream.read(_CHUNK):
        *names, rest = (rest + chunk).split(separator)
        yield from names
        if len(rest) > _LONGEST:
            raise SourceError("the list on standard input has a name longer than 1 MiB", "one path a line")
    yield from rest.split(separator)


def _standard_input() -> BinaryIO:
    return sys.stdin.buffer


SOURCE = Listing(_standard_input)
