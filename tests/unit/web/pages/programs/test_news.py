"""The stream of live news, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from leeward.review.people.rights import Role
from leeward.review.reach.news import MOST_OF_ONE
from tests.desks import Served, served_desk

PATIENCE_S = 20.0


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    async with served_desk(fresh_database) as served:
        yield served


@asynccontextmanager
async def _asked(
    desk: Served, token: str, *headers: str
) -> AsyncIterator[tuple[int, dict[str, str], asyncio.StreamReader]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(desk.address.rpartition(":")[2]))
    lines = ["GET /desk/news HTTP/1.1", "Host: localhost", f"Cookie: leeward={token}", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    try:
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_S)).decode().split("\r\n")
        named = dict(one.split(": ", 1) for one in head[1:] if one)
        yield int(head[0].split()[1]), {name.lower(): value for name, value in named.items()}, reader
    finally:
        writer.close()


async def _event(reader: asyncio.StreamReader) -> dict[str, object]:
    while True:
        line = await asyncio.wait_for(reader.readline(), PATIENCE_S)
        if line.startswith(b"data: "):
            found: dict[str, object] = json.loads(line[6:])
            return found


async def test_whoever_listens_is_told_first_to_count_and_no_cache_keeps_it(desk: Served) -> None:
    token = await desk.cookie("ada", Role.MODERATOR)
    async with _asked(desk, token, "Last-Event-ID: 12") as (status, headers, reader):
        assert status == 200
        assert headers["content-type"].startswith("text/event-stream")
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert await _event(reader) == {"event": "numbers"}


async def test_who_is_not_signed_in_is_told_nothing(desk: Served) -> None:
    await desk.cookie("ada", Role.MODERATOR)
    async with _asked(desk, "no such token") as (status, _, _reader):
        assert status in {303, 401}


async def test_the_stream_is_there_for_whoever_sees_numbers(desk: Served) -> None:
    token = await desk.cookie("ada", Role.OBSERVER)
    async with _asked(desk, token) as (status, _, reader):
        assert status == 200
        assert await _event(reader) == {"event": "numbers"}


async def test_too_many_pages_of_one_person_are_refused_until_one_is_closed(desk: Served) -> None:
    token = await desk.cookie("ada", Role.MODERATOR)
    held = []
    for _ in range(MOST_OF_ONE):
        stream = _asked(desk, token)
        _, _, reader = await stream.__aenter__()
        await _event(reader)
        held.append(stream)
    async with _asked(desk, token) as (status, _, _reader):
        assert status == 503
    await held.pop().__aexit__(None, None, None)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with _asked(desk, token) as (status, _, _reader):
                if status == 200:
                    break
            await asyncio.sleep(0.05)
    for stream in held:
        await stream.__aexit__(None, None, None)


async def test_an_open_stream_does_not_keep_the_server_from_ending(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        token = await desk.cookie("ada", Role.MODERATOR)
        stream = _asked(desk, token)
        _, _, reader = await stream.__aenter__()
        await _event(reader)
    rest = await asyncio.wait_for(reader.read(), PATIENCE_S)
    assert rest.endswith(b"0\r\n\r\n"), "it ended in order"
    await stream.__aexit__(None, None, None)
