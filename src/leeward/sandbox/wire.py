"""What crosses the wall of the sandbox: short JSON messages, and descriptors on the way in.

A frame is four bytes of length (big-endian) and one JSON object in UTF-8.
"""

import json
import socket
import sys
from collections.abc import Iterator
from typing import Final, NoReturn, cast

from leeward.model.findings import Json

MOST_BYTES: Final = 4 * 1024 * 1024  # of one message
MOST_BYTES_WITH_FD: Final = 64 * 1024  # fits into any empty socket buffer, so that sending never waits
MOST_BRACKETS: Final = 100_000  # lists and objects in one message: an empty list costs 30 times its text
MOST_DEPTH: Final = 32
READ_BYTES: Final = 256 * 1024

_HEAD: Final = 4
_FD: Final = 4


class BadMessage(ValueError):
    """The other side said what is not a message. Never repeats what it said."""


def encode(message: object) -> bytes:
    """Put one message into a frame.

    Raises:
        BadMessage: it is larger than MOST_BYTES.
        TypeError, ValueError: it is not JSON.
    """
    body = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
    if len(body) > MOST_BYTES:
        raise BadMessage("a message is too long")
    return len(body).to_bytes(_HEAD, "big") + body


def decode(body: bytes) -> dict[str, Json]:
    """Read one message from a side that may be hostile.

    Raises:
        BadMessage: it is not a JSON object, or deeper or fuller than any message of ours.
    """
    if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
        raise BadMessage("a message has too many parts")
    try:
        message = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as exc:
        raise BadMessage("a message is not JSON") from exc
    if not isinstance(message, dict):
        raise BadMessage("a message is not an object")
    if _depth(message) > MOST_DEPTH:
        raise BadMessage("a message is too deep")
    return cast("dict[str, Json]", message)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _depth(message: object) -> int:
    depth, level = 0, [message]
    while level:
        depth += 1
        level = [part for whole in level for part in _parts(whole)]
    return depth


def _parts(whole: object) -> list[object]:
    if isinstance(whole, dict):
        return list(whole.values())
    return whole if isinstance(whole, list) else []


def send(link: socket.socket, message: object, fd: int | None = None) -> None:
    """Say one message, and hand over a copy of one descriptor with it. The caller keeps its own.

    Raises:
        OSError: the other side is gone, or does not read and the link may not wait.
    """
    frame = encode(message)
    if fd is None:
        link.sendall(frame)
        return
    if len(frame) > MOST_BYTES_WITH_FD:
        raise BadMessage("a message is too long to go with a descriptor")
    sent = socket.send_fds(link, [frame], [fd])
    if sent < len(frame):
        link.sendall(frame[sent:])


def receive(link: socket.socket) -> tuple[dict[str, Json], list[int]] | None:
    """Wait for one message and at most one descriptor, which is the caller's then. None: the end.

    Raises:
        BadMessage: what came is not a message.
        OSError: the link broke, or its time is up.
    """
    room = socket.CMSG_SPACE(_FD)  # socket.recv_fds forgets its flags: the copy would be inheritable
    head, extra, _flags, _address = link.recvmsg(_HEAD, room, socket.MSG_CMSG_CLOEXEC)
    if not head:
        return None
    fds = [int.from_bytes(sent[:_FD], sys.byteorder) for _level, _kind, sent in extra]
    head += _exactly(link, _HEAD - len(head))
    return decode(_exactly(link, _length(head))), fds


def _exactly(link: socket.socket, size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        part = link.recv(min(size - len(taken), READ_BYTES))
        if not part:
            raise BadMessage("a message ended early")
        taken += part
    return bytes(taken)


def _length(head: bytes | bytearray) -> int:
    size = int.from_bytes(head[:_HEAD], "big")
    if size > MOST_BYTES:
        raise BadMessage("a message is too long")
    return size


class Inbox:
    """Puts the messages of one worker together from what its link brings, never waiting for more."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def take(self, part: bytes) -> Iterator[dict[str, Json]]:
        """Add what the link brought and yield the messages that are whole now.

        Raises:
            BadMessage: what came is not a message.
        """
        self._kept += part
        while len(self._kept) >= _HEAD:
            end = _HEAD + _length(self._kept)
            if len(self._kept) < end:
                break
            body = bytes(self._kept[_HEAD:end])
            del self._kept[:end]
            yield decode(body)
