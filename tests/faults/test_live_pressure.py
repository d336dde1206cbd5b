"""More than can be looked at: senders are told to come again, and in the end all is looked at."""

import asyncio
import time
from collections import Counter
from pathlib import Path

from aiohttp import web

from demo.traffic import town
from tests.faults.hostile_media import served
from tests.faults.stand import IS_FULL, pictures, stand, timed

POSTS, BACKLOG = (3_000, 300) if IS_FULL else (400, 100)


async def test_while_too_much_waits_senders_come_again_and_nothing_is_lost(database_home: Path) -> None:
    drawings = pictures()
    is_slow = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        if not is_slow.is_set():
            await asyncio.sleep(1.0)
        return web.Response(body=drawings[int(request.match_info["path"]) % len(drawings)])

    async with town(drawings) as there, served(slow) as port:
        there.media_port = port
        live = f"backlog = {BACKLOG}"
        async with stand(database_home, there, live=live, allowed=f'"127.0.0.1:{port}"') as guard:
            guard.start("up")
            await guard.ready()
            telling = asyncio.create_task(guard.tell(range(POSTS), 200, at_once=POSTS))
            most, until = 0, time.monotonic() + 6
            while time.monotonic() < until and not telling.done():
                most = max(most, await guard.one("SELECT count(*) FROM media WHERE look IS NULL"))
                await asyncio.sleep(0.1)
            is_slow.set()
            with timed("all taken"):
                await telling
                await guard.settled(POSTS)
            answers = Counter(status for sent in there.sent.values() for status in sent.answers)
            assert set(answers) == {202, 503}
            assert answers[202] == POSTS
            assert BACKLOG <= most <= BACKLOG + 20 * 200  # it is counted every twenty transactions
            assert await guard.one("SELECT count(DISTINCT native_id) FROM items") == POSTS
            assert await guard.one("SELECT max(round)::int FROM decisions") == 1
            assert guard.exits == []
