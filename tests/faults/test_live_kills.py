"""kill -9 of web, worker and database while posts arrive: none lost, none decided twice, the ledger whole."""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

from demo.traffic import town
from leeward.ledger import heads
from leeward.ledger.audit import Audit, Kept, audit
from leeward.ledger.tree import completed_at
from leeward.vault.key_files import obtain_key_file
from leeward.vault.keys import ledger_signing_key
from tests.faults.stand import IS_FULL, LISTED, PICTURES, Stand, pictures, stand, timed

POSTS, A_SECOND, KILLS = (10_000, 60, 60) if IS_FULL else (600, 60, 5)
VICTIMS = ("web", "worker-1", "worker-2", "database")


async def test_kill_9_of_web_workers_and_database_loses_nothing_and_does_nothing_twice(
    database_home: Path,
) -> None:
    chance = random.Random(3)
    async with town(pictures()) as there, stand(database_home, there) as guard:
        with timed("start"):
            guard.start("web", "worker-1", "worker-2")
            await guard.ready()
        with timed(f"{POSTS} posts"):
            telling = asyncio.create_task(guard.tell(range(POSTS), A_SECOND))
            await _kill_until(telling, guard, chance)
        assert Counter(sent.was_taken for sent in there.sent.values()) == {True: POSTS}
        answers = {status for sent in there.sent.values() for status in sent.answers}
        assert answers <= {0, 202, 503}
        with timed("rest"):
            await guard.settled(POSTS, within_s=120)
        assert set(guard.killed) == set(VICTIMS)
        assert guard.exits == [], guard.said()
        await _all_is_there_once(guard)
        assert not [line for line in guard.lines() if "Traceback" in line], guard.said()


async def _kill_until(telling: "asyncio.Task[None]", guard: Stand, chance: random.Random) -> None:
    line: list[str] = []
    while len(guard.killed) < KILLS:
        line = line or chance.sample(VICTIMS, len(VICTIMS))
        guard.kill(line.pop())
        await asyncio.sleep(chance.uniform(0.1, 0.5))
        guard.supervise()
        await guard.ready()
        await asyncio.sleep(chance.uniform(0.1, 1.0))
    await telling


async def _all_is_there_once(guard: Stand) -> None:
    numbers = [int(row[0]) for row in await guard.ask("SELECT native_id FROM items")]
    assert sorted(numbers) == list(range(POSTS))
    rounds = await guard.ask("SELECT item, count(*), max(round) FROM decisions GROUP BY item")
    assert {(row[1], row[2]) for row in rounds} == {(1, 1)}
    assert len(rounds) == POSTS
    assert await guard.ask("SELECT DISTINCT look, is_final FROM media") == [("looked", True)]
    cases = await guard.ask("SELECT i.native_id FROM cases c JOIN items i ON i.id = c.item")
    assert sorted(int(row[0]) for row in cases) == list(range(LISTED, POSTS, PICTURES))
    assert await guard.one("SELECT count(*) FROM matches") == len(cases)
    told = dict(await guard.ask("SELECT kind, count(*) FROM ledger GROUP BY kind"))
    once = {"server.connected": 1, "post.seen": POSTS, "post.decided": POSTS, "case.opened": len(cases)}
    assert {kind: told[kind] for kind in once} == once
    found = await _audited(guard)
    assert found.ok, found.problems
    assert found.size == found.signed == sum(told.values())


async def _audited(guard: Stand) -> Audit:
    entries = await guard.ask("SELECT number, leaf, data FROM ledger ORDER BY number")
    nodes = await guard.ask("SELECT level, number, hash FROM ledger_nodes")
    told = await guard.ask("SELECT head FROM ledger_heads ORDER BY size")
    public = ledger_signing_key(obtain_key_file(guard.home / "data" / "vault.key", os.urandom)).public_key()
    kept = Kept(
        [tuple(row) for row in entries],
        sorted((tuple(row) for row in nodes), key=lambda node: completed_at(node[0], node[1])),
        [row[0] for row in told],
    )
    return audit(kept, {heads.key_id(public): public})
