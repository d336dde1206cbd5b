"""kill -9 of web, worker and database while posts come, are held and let go: nothing lost or done twice."""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

from demo.traffic import served
from leeward.ledger import heads
from leeward.ledger.audit import Audit, Kept, audit
from leeward.ledger.tree import completed_at
from leeward.vault.key_files import obtain_key_file
from leeward.vault.keys import ledger_signing_key
from tests.faults.court import Court
from tests.faults.stand import IS_FULL, LISTED, QUICK, Stand, few_listed, stand, timed

POSTS, A_SECOND, KILLS, ONE_IN = (10_000, 60, 60, 200) if IS_FULL else (300, 50, 4, 50)
VICTIMS = ("web", "worker-1", "worker-2", "database")
CASES = POSTS // ONE_IN
PEOPLE = 30 * ONE_IN if IS_FULL else 4 * ONE_IN  # some have two cases, both released or both not
ACCOUNTS = PEOPLE // ONE_IN
DEEDS = 3 * ACCOUNTS
STEP = 7 if IS_FULL else 3
LIVE = "fuse = 1000\n" + ("" if IS_FULL else QUICK)
PATIENCE_S = 900 if IS_FULL else 120


async def test_kill_9_of_web_workers_and_database_loses_nothing_and_does_nothing_twice(
    database_home: Path,
) -> None:
    chance = random.Random(3)
    court = Court(
        few_listed(ONE_IN), 0, people=PEOPLE, deaf=_numbers(3, 5 * STEP), mute=_numbers(4, 5 * STEP)
    )
    async with served(court), stand(database_home, court, live=LIVE, token="a-moderator's") as guard:
        with timed("start"):
            guard.start("web", "worker-1", "worker-2")
            await guard.ready()
        court.then = _strikes(guard)
        with timed(f"{POSTS} posts"):
            telling = asyncio.create_task(guard.tell(range(POSTS), A_SECOND))
            await _kill(guard, KILLS, chance)
            await telling
        _all_were_taken(court)
        with timed("held"):
            await guard.settled(POSTS, within_s=PATIENCE_S)
            await _rested(guard, waiting=CASES)
        listed = {str(one % PEOPLE) for one in _listed()}
        _each_once(court, listed, "sensitive", "silence")
        with timed("released"):
            released = await _released(guard, chance)
            await _rested(guard, waiting=CASES // 2)
        _each_once(court, listed, "sensitive", "silence")
        _each_once(court, released, "unsensitive", "unsilence")
        assert court.marked("silenced") == court.marked("sensitized") == listed - released
        await guard.until("SELECT count(*) FROM ledger WHERE number IS NULL", 0)
        await _all_is_there_once(guard)
        assert set(guard.killed) == set(VICTIMS)
        assert {status for _, status in guard.exits} <= {2}, guard.said()  # 2: it died at a start
        assert guard.tracebacks() == ""
        _tell(guard, court)


def _numbers(first: int, step: int) -> frozenset[int]:
    return frozenset(range(first, DEEDS, step))


def _listed() -> range:
    """Posts with the picture that the bank knows."""
    return range(LISTED, POSTS, ONE_IN)


def _strikes(guard: Stand) -> dict[int, Callable[[], None]]:
    """At the worst moment: it is done, and nobody knows yet."""
    victims = cycle([("worker-1", "worker-2"), ("database",)])
    return {number: partial(_strike, guard, next(victims)) for number in range(2, DEEDS, STEP)}


def _strike(guard: Stand, victims: Sequence[str]) -> None:
    for one in victims:
        guard.kill(one)


async def _kill(guard: Stand, times: int, chance: random.Random) -> None:
    line: list[str] = []
    for _ in range(times):
        line = line or chance.sample(VICTIMS, len(VICTIMS))
        guard.kill(line.pop())
        await asyncio.sleep(chance.uniform(0.1, 0.5))
        guard.supervise()
        await guard.ready()
        await asyncio.sleep(chance.uniform(0.1, 1.0))


def _all_were_taken(court: Court) -> None:
    assert Counter(sent.was_taken for sent in court.sent.values()) == {True: POSTS}
    assert {status for sent in court.sent.values() for status in sent.answers} <= {0, 202, 503}


async def _rested(guard: Stand, waiting: int) -> None:
    """Wait until that many cases wait for people, and nothing is left to do."""
    await guard.until("SELECT count(*) FROM cases WHERE state = 'waiting'", waiting, PATIENCE_S)
    await guard.until("SELECT count(*) FROM cases WHERE state = 'closed'", CASES - waiting, PATIENCE_S)
    await guard.until("SELECT count(*) FROM orders WHERE ended_at IS NULL", 0, PATIENCE_S)
    await guard.until("SELECT count(*) FROM pgqueuer WHERE entrypoint IN ('look', 'act')", 0, PATIENCE_S)


def _each_once(court: Court, accounts: set[str], *kinds: str) -> None:
    """What came more than once was dropped by the server before; what was so already was not asked for."""
    deeds = {(account, kind) for account in accounts for kind in kinds}
    assert {deed: number for deed, number in court.changed.items() if deed[1] in kinds} == dict.fromkeys(
        deeds, 1
    )
    assert court.void == []
    assert {deed: court.asked[deed] - court.unheard[deed] for deed in deeds} == dict.fromkeys(deeds, 1)


async def _released(guard: Stand, chance: random.Random) -> set[str]:
    """Release every other case by the command line, meanwhile killing; gives their accounts."""
    killing = asyncio.create_task(_kill(guard, KILLS // 2, chance))
    rows = await guard.ask(
        "SELECT c.id, i.native_id FROM cases c JOIN items i ON i.id = c.item ORDER BY i.native_id::int"
    )
    chosen = rows[::2]
    for case, _ in chosen:
        statuses: set[int] = set()
        while 0 not in statuses:
            statuses.add(await guard.command("release", str(case), "--as", "a person"))
            assert statuses <= {0, 2}, guard.said()
    await killing
    return {str(int(row[1]) % PEOPLE) for row in chosen}


async def _all_is_there_once(guard: Stand) -> None:
    numbers = [int(row[0]) for row in await guard.ask("SELECT native_id FROM items")]
    assert sorted(numbers) == list(range(POSTS))
    rounds = await guard.ask("SELECT item, count(*), max(round) FROM decisions GROUP BY item")
    assert {(row[1], row[2]) for row in rounds} == {(1, 1)}
    assert len(rounds) == POSTS
    assert await guard.ask("SELECT DISTINCT look, is_final FROM media") == [("looked", True)]
    cases = await guard.ask("SELECT i.native_id FROM cases c JOIN items i ON i.id = c.item")
    assert sorted(int(row[0]) for row in cases) == list(_listed())
    assert await guard.one("SELECT count(*) FROM matches") == CASES
    released = CASES - CASES // 2
    await _orders_are_there_once(guard, released)
    told = dict(await guard.ask("SELECT kind, count(*) FROM ledger GROUP BY kind"))
    once = {
        "server.connected": 1,
        "post.seen": POSTS,
        "post.decided": POSTS,
        "case.opened": CASES,
        "case.released": released,
        "case.moved": CASES + released,
    }
    assert {kind: told[kind] for kind in once} == once
    found = await _audited(guard)
    assert found.ok, found.problems
    assert found.size == found.signed == sum(told.values())


async def _orders_are_there_once(guard: Stand, released: int) -> None:
    """Every case has its own; of cases of one account, the last that is released takes back."""
    held = dict.fromkeys(("mark_sensitive", "limit_account", "deny_url"), CASES)
    undone = dict.fromkeys(("unmark_sensitive", "unlimit_account"), ACCOUNTS // 2)
    asked = """SELECT action, count(DISTINCT "case"), count(DISTINCT target) FROM orders
               WHERE state = 'done' GROUP BY action"""
    found = {row[0]: (row[1], row[2]) for row in await guard.ask(asked)}
    assert {action: found[action][0] for action in (*held, "allow_url")} == {**held, "allow_url": released}
    assert {action: found[action][1] for action in undone} == undone
    others = await guard.ask("SELECT action, state FROM orders WHERE state <> 'done' AND undoes IS NULL")
    assert others == []
    denied = await guard.ask('SELECT "case", count(*) FROM denied GROUP BY "case"')
    assert [row[1] for row in denied] == (CASES - released) * [2]  # a picture, and its preview


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


def _tell(guard: Stand, court: Court) -> None:
    """With pytest -s."""
    deeds = court.asked.total(), court.changed.total(), court.unheard.total()
    sys.stdout.write(f"\nkilled: {dict(Counter(guard.killed))}; deeds asked, done, dropped: {deeds}\n")
