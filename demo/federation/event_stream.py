"""Reads server-sent events, one after the other."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from demo.federation.asking import Refused

SILENCE_S = 20.0  # the double sends a heartbeat every second


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, and its payload as it was sent (JSON, or a bare id)."""

    name: str
    payload: str


class EventStream:
    """An open stream. Iterate, or take the `next` one."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[Event]:
        name, lines = "", list[str]()
        for line in self._lines():
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                lines.append(line.removeprefix("data:").strip())
            elif not line and name:
                yield Event(name, "\n".join(lines))
                name, lines = "", []

    def next(self, name: str) -> Event:
        """The next event of this name. Raises: Refused: the stream ended without one."""
        for event in self:
            if event.name == name:
                return event
        raise Refused(f"the stream ended without an event {name}")

    def _lines(self) -> Iterator[str]:
        while line := self._answer.readline():
            yield line.decode().rstrip("\r\n")


@contextmanager
def listen(url: str, headers: Mapping[str, str]) -> Iterator[EventStream]:
    """Open a stream; what happens from now on will be in it."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=SILENCE_S)
    try:
        connection.request("GET", parts.path, headers=dict(headers))
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise Refused(f"HTTP {answer.status} instead of a stream")
        answer.readline()  # ":connected" comes once the subscription stands
        yield EventStream(answer)
        answer.close()
    finally:
        connection.close()
