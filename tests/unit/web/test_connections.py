"""Who sends half a request, or one without end, costs nothing and keeps nobody else out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from leeward.web import connections
from leeward.web.connections import MOST_HEAD
from tests.unit.web.parts import Told, ask, served

HALF = b"POST /in/7/webhook HTTP/1.1\r\nHost: here\r\nContent-Length: 99\r\n\r\nhalf"
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with served(Told()) as port:
        yield port


async def _answer(port: int, *sent: bytes, within_s: float = 5) -> bytes:
    """Everything that comes until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with suppress(ConnectionError):
        for piece in sent:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
    try:
        async with asyncio.timeout(within_s):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("name", [b"X-Long: ", b"X-%d: 1\r\nX-Long: "])
async def test_a_head_without_end_is_refused_before_it_fills_the_memory(port: int, name: bytes) -> None:
    pieces = [b"a" * 16_384] * (MOST_HEAD // 16_384 + 2)
    answer = await _answer(port, b"GET /healthz HTTP/1.1\r\nHost: here\r\n" + name, *pieces)
    assert answer.startswith(b"HTTP/1.1 400") or answer == b""
    assert (await ask(port, "GET /healthz")).status == 200


async def test_a_long_body_behind_a_short_head_is_no_long_head(port: int) -> None:
    assert (await ask(port, "POST /in/7/webhook", b"x" * (MOST_HEAD * 4))).status == 202


@pytest.mark.parametrize(
    "sent",
    [(), (b"GET /hea",), (HALF,), (WHOLE, b"\r\n"), (WHOLE, HALF)],
    ids=["nothing", "half a line", "half a body", "an empty line after a request", "half a second request"],
)
async def test_half_a_request_is_waited_for_only_so_long(
    port: int, monkeypatch: pytest.MonkeyPatch, sent: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr(connections, "WHOLE_S", 0.3)
    await _answer(port, *sent, within_s=3)


async def test_an_answer_may_take_longer_than_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WHOLE_S", 0.2)
    async with served(Told(pause_s=0.6)) as port:
        assert (await ask(port, "POST /in/7/webhook", b"{}")).status == 202


async def test_when_too_many_are_open_the_slowest_to_ask_goes(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_OPEN", 5)
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
    assert (await ask(port, "GET /healthz")).status == 200
    assert await asyncio.wait_for(_end(idle[0][0]), 3) == b""
    assert not idle[-1][0].at_eof()
    for _, writer in idle:
        writer.close()


async def test_who_leaves_in_the_middle_is_no_fault_that_is_logged(port: int) -> None:
    with capture_logs() as logs:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF)
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()
        await writer.wait_closed()
        assert (await ask(port, "GET /healthz")).status == 200
        await asyncio.sleep(0.1)
    assert logs == []


async def _end(reader: asyncio.StreamReader) -> bytes:
    with suppress(ConnectionError):
        return await reader.read()
    return b""
