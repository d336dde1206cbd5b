"""More than can be looked at: senders are told to come again, and in the end all is looked at."""

import asyncio
import time
from collections import Counter

import pytest

from tests.faults.stand import BACKLOG, IS_FULL, Stand, timed

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.xdist_group("guard")]
POSTS = 3_000 if IS_FULL else 300
NUMBERS = range(100_000, 100_000 + POSTS)
OF_THEM = "item IN (SELECT id FROM items WHERE native_id = ANY($1::text[]))"


async def test_while_too_much_waits_senders_come_again_and_nothing_is_lost(guard: Stand) -> None:
    before = int(await guard.one("SELECT count(*) FROM items"))
    guard.town.slow_s = 3.0
    telling = asyncio.create_task(guard.tell(NUMBERS, 200, at_once=POSTS))
    until = time.monotonic() + 60
    while 503 not in _answers(guard) and time.monotonic() < until:
        await asyncio.sleep(0.1)
    most = await guard.one("SELECT count(*) FROM media WHERE look IS NULL")
    guard.town.slow_s = 0.0
    with timed("all taken"):
        await telling
        await guard.settled(before + POSTS)
    answers = _answers(guard)
    assert set(answers) == {202, 503}
    assert answers[202] == POSTS
    assert BACKLOG <= most <= BACKLOG + 20 * 200  # it is counted every twenty transactions
    told = [*map(str, NUMBERS)]
    assert len(await guard.ask(f"SELECT 1 FROM decisions WHERE {OF_THEM} AND round = 1", told)) == POSTS
    assert await guard.ask(f"SELECT 1 FROM decisions WHERE {OF_THEM} AND round > 1", told) == []
    assert guard.exits == []


def _answers(guard: Stand) -> Counter[int]:
    told = (guard.town.sent[number] for number in NUMBERS if number in guard.town.sent)
    return Counter(status for sent in told for status in sent.answers)
