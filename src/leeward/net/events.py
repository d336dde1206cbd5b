"""Server-sent events, however the network cuts them. Source: WHATWG HTML, 9.2 Server-sent events."""

import re
from dataclasses import dataclass

from leeward.model.errors import NotFetched
from leeward.model.look import Look

_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event. kind: what the server calls it, "message" if nothing. last_id: for resuming."""

    kind: str
    data: str
    last_id: str = ""


class EventReader:
    """Bytes in, whole events out."""

    def __init__(self, most_bytes: int) -> None:
        """most_bytes: of one event; more is an error, for a line without end would fill the memory."""
        self._most = most_bytes
        self._rest = b""
        self._started = False
        self._kind = ""
        self._data: list[str] = []
        self._size = 0  # bytes of the unfinished event
        self._last_id = ""

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """The events that this chunk completes.
        Raises: NotFetched: an event is too large."""
        lines = self._lines(chunk)
        events = [event for line in lines if (event := self._line(line)) is not None]
        if len(self._rest) + self._size > self._most:
            raise NotFetched(Look.TOO_LARGE, f"an event of more than {self._most} bytes")
        return events

    def _lines(self, chunk: bytes) -> list[bytes]:
        broken = self._rest.endswith(b"\r")
        self._rest += chunk
        if not broken and not _END.search(chunk):
            return []  # a long line in small pieces is not searched again and again
        if not self._started:
            self._rest = self._rest.removeprefix(_BOM)
            self._started = True
        # a \r at the very end may be half of \r\n: it waits for what comes
        waits = b"\r" if self._rest.endswith(b"\r") else b""
        *lines, self._rest = _END.split(self._rest.removesuffix(waits))
        self._rest += waits
        return lines

    def _line(self, line: bytes) -> ServerEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(line)
        elif name == "event":
            self._kind = value
        elif name == "id" and "\0" not in value:
            self._last_id = value
        return None

    def _dispatch(self) -> ServerEvent | None:
        kind, data = self._kind or "message", self._data
        self._kind, self._data, self._size = "", [], 0
        return ServerEvent(kind, "\n".join(data), self._last_id) if data else None
