"""More than can be looked at: senders are told to come again, and in the end all is looked at."""

import asyncio
import time
from collections import Counter

import pytest

from tests.faults.stand import BACKLOG, IS_FULL, Stand, timed

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.xdist_group("guard")]
POSTS, SLOW_FOR_S = (3_000, 6) if IS_FULL else (300, 3)
NUMBERS = range(100_000, 100_000 + POSTS)
OF_THEM = "item IN (SELECT id FROM items WHERE native_id = ANY($1::text[]))"


async def test_while_too_much_waits_senders_come_again_and_nothing_is_lost(guard: Stand) -> None:
    before = int(await guard.one("SELECT count(*) FROM items"))
    guard.town.slow_s = 1.0
    telling = asyncio.create_task(guard.tell(NUMBERS, 200, at_once=POSTS))
    most, until = 0, time.monotonic() + SLOW_FOR_S
    while time.monotonic() < until and not telling.done():
        most = max(most, await guard.one("SELECT count(*) FROM media WHERE look IS NULL"))
        await asyncio.sleep(0.1)
    guard.town.slow_s = 0.0
    with timed("all taken"):
        await telling
        await guard.settled(before + POSTS)
    answers = Counter(status for number in NUMBERS for status in guard.town.sent[number].answers)
    assert set(answers) == {202, 503}
    assert answers[202] == POSTS
    assert BACKLOG <= most <= BACKLOG + 20 * 200  # it is counted every twenty transactions
    told = [*map(str, NUMBERS)]
    assert len(await guard.ask(f"SELECT 1 FROM decisions WHERE {OF_THEM} AND round = 1", told)) == POSTS
    assert await guard.ask(f"SELECT 1 FROM decisions WHERE {OF_THEM} AND round > 1", told) == []
    assert guard.exits == []
