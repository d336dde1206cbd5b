"""A site on a free port of this machine, with parts that do what they are told."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from leeward.model.findings import Json
from leeward.web.parts import Answered, Heard, Ready, WebParts
from leeward.web.serving import serve

TOKEN = "a-token-of-the-tests"


@dataclass
class Told:
    """What the parts answer, and what they were asked."""

    heard: Heard = field(default_factory=lambda: Heard(202, "taken"))
    error: Exception | None = None
    ready: Ready = field(default_factory=Ready)
    asked: list[object] = field(default_factory=list)
    pause_s: float = 0.0

    async def hear(self, server: int, headers: Mapping[str, str], body: bytes) -> Heard:
        self.asked.append((server, headers.get("x-mine"), body))
        await self._do()
        return self.heard

    async def say(self) -> Json:
        await self._do()
        return {"is_well": True}

    async def metrics(self) -> bytes:
        return b"leeward_up 1\n"

    async def is_ready(self) -> Ready:
        return self.ready

    async def listed(self, state: str | None, most: int) -> Json:
        self.asked.append((state, most))
        await self._do()
        return []

    async def story(self, case: int) -> Json:
        self.asked.append(case)
        await self._do()
        return {"case": case}

    async def verdict(self, case: int, verdict: str, person: str) -> Json:
        self.asked.append((case, verdict, person))
        await self._do()
        return {"case": case}

    async def document(self, path: str, query: Mapping[str, str]) -> Answered:
        self.asked.append((path, dict(query)))
        return Answered(200, b"{}", "application/activity+json")

    async def inbox(self, target: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answered:
        self.asked.append((target, dict(headers).get("x-mine"), body))
        await self._do()
        return Answered(202)

    async def _do(self) -> None:
        await asyncio.sleep(self.pause_s)
        if self.error:
            raise self.error


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def parts(told: Told, port: int, *, has_relay: bool = True) -> WebParts:
    """All parts, by one object."""
    return WebParts(
        host="127.0.0.1",
        port=port,
        token=TOKEN,
        hear=told.hear,
        ready=told.is_ready,
        status=told.say,
        metrics=told.metrics,
        cases=told,
        relay=told if has_relay else None,
    )


@dataclass(frozen=True)
class Answer:
    """What came back. headers: names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


async def ask(port: int, request: str, body: bytes = b"", *headers: str) -> Answer:
    """One request over a connection of its own. request: such as "GET /healthz"."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{request} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if request.startswith("POST") and not any(one.startswith("Content-Length") for one in headers):
        lines.append(f"Content-Length: {len(body)}")
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    try:
        await writer.drain()
        whole = await asyncio.wait_for(reader.read(), 20.0)
    finally:
        writer.close()
    head, _, rest = whole.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    named = dict(one.split(": ", 1) for one in fields)
    return Answer(int(first.split()[1]), {k.lower(): v for k, v in named.items()}, rest)


@asynccontextmanager
async def served(told: Told, *, has_relay: bool = True) -> AsyncIterator[int]:
    """The port at which it answers; it has ended in order afterwards."""
    port, stop = free_port(), asyncio.Event()
    running = asyncio.create_task(serve(parts(told, port, has_relay=has_relay), stop))
    try:
        await _answering(port)
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(running, 20.0)


async def _answering(port: int) -> None:
    for _ in range(500):
        try:
            await ask(port, "GET /healthz")
        except (OSError, IndexError):
            await asyncio.sleep(0.02)
        else:
            return
    raise AssertionError("nobody answers")
