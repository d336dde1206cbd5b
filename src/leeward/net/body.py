"""The bytes of an answer, counted after unpacking: a server may lie about their number and packing."""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import aiohttp

from leeward.model.errors import NotFetched
from leeward.model.look import Look

_PIECE = 1 << 18  # bytes unpacked at once
_PLAIN = {"", "identity", "none", "aws-chunked", "utf-8"}  # the last three: buckets give them back as stored
_PACKED = {"gzip", "x-gzip", "deflate"}
_EITHER = zlib.MAX_WBITS | 32  # gzip or zlib, told by its first bytes


class _Unpacker(Protocol):
    def pieces(self, chunk: bytes) -> Iterator[bytes]: ...
    def finish(self) -> None: ...


class _Plain:
    """Bytes as they are."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def finish(self) -> None:
        """Nothing can be missing here: the connection counts."""


class _Inflating:
    """Unpacks a little at a time, so that a bomb costs one piece of memory."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_EITHER)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            try:
                piece = self._stream.decompress(chunk, _PIECE)
            except zlib.error:
                raise _damaged() from None
            if self._stream.unused_data:
                raise _damaged()
            chunk = self._stream.unconsumed_tail
            if piece:
                yield piece

    def finish(self) -> None:
        if not self._stream.eof:
            raise _damaged()


async def pour(response: aiohttp.ClientResponse, most_bytes: int, sink: Callable[[bytes], object]) -> None:
    """Give the whole body to the sink, piece by piece.
    Raises: NotFetched: too large, damaged, or packed in a way nobody asked for."""
    if response.method == "HEAD":
        return
    if (response.content_length or 0) > most_bytes:
        raise _too_large(most_bytes)
    unpacker = _unpacker(response.headers.get("Content-Encoding", ""))
    left = most_bytes
    async for chunk in response.content.iter_any():
        for piece in unpacker.pieces(chunk):
            left -= len(piece)
            if left < 0:
                raise _too_large(most_bytes)
            sink(piece)
    unpacker.finish()


def check_plain(response: aiohttp.ClientResponse) -> None:
    """Nothing, if the bytes are what they say: a packed stream would look like one that is silent.
    Raises: NotFetched."""
    if not isinstance(_unpacker(response.headers.get("Content-Encoding", "")), _Plain):
        raise NotFetched(Look.UNSUPPORTED, "packed in a way that was not asked for")


def _unpacker(encoding: str) -> _Unpacker:
    packings = [one.strip().lower() for one in encoding.split(",")]
    packings = [one for one in packings if one not in _PLAIN]
    if not packings:
        return _Plain()
    if len(packings) == 1 and packings[0] in _PACKED:
        return _Inflating()
    raise NotFetched(Look.UNSUPPORTED, "packed in a way that was not asked for")


def _too_large(most_bytes: int) -> NotFetched:
    return NotFetched(Look.TOO_LARGE, f"more than {most_bytes} bytes")


def _damaged() -> NotFetched:
    return NotFetched(Look.UNREACHABLE, "it arrived damaged", is_passing=True)
