"""Rules are held back by what the database says, counted exactly, in the transaction of the decisions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.errors import DatabaseError
from leeward.model.items import WayIn
from leeward.pipeline import braking
from leeward.pipeline.decide.brakes import StoredBrakes
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.policy.evaluate import evaluate
from leeward.policy.frames import checked
from leeward.policy.parse import parse
from leeward.policy.rules import Policy
from leeward.store.connection import Connection, Store
from leeward.store.policies import brakes, decisions, flags, versions
from leeward.store.policies.versions import Kind, NewVersion, Origin, RuleMark
from tests.complaining import FORUM, POLICY, Desks
from tests.stores import START, Clock, a_server, opened, posted, recorder
from tests.unit.policy.texts import policy, policy_text, rule

HIT = checked({"match.exact": True, "match.perceptual": True, "match.list": "stand-ins"})
MISS = checked({"match.exact": False, "match.perceptual": False, "match.list": "stand-ins"})
LIMITED = policy(rule(limit='{ per = "day", most = 5 }'))


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _decide(connection: Connection, known: Policy, clock: Clock, hits: int, misses: int = 0) -> int:
    """Decide so many posts in one batch; gives how many were held."""
    brake = await StoredBrakes(recorder(clock)).before(connection, known, clock())
    held = 0
    for facts in [MISS] * misses + [HIT] * hits:
        said = evaluate(known, facts, brake.demoted())
        brake.count(said)
        held += bool(said.actions)
    await brake.keep(connection)
    return held


async def _held(store: Store, known: Policy, clock: Clock, hits: int, misses: int = 0) -> int:
    async with store.transaction() as connection:
        return await _decide(connection, known, clock, hits, misses)


async def _version(store: Store, clock: Clock) -> None:
    new = NewVersion("d", Kind.FIRST, Origin.FILE, "ada", "", "a text", ())
    async with store.transaction() as connection:
        await versions.add(connection, new, clock())


async def _promote(store: Store, known: Policy, clock: Clock) -> None:
    marks = [RuleMark(one.id, one.digest, one.core, str(one.mode)) for one in known.rules]
    async with store.transaction() as connection:
        await versions.promote(connection, marks, "ada", clock())


async def _alarms(store: Store) -> dict[str, str]:
    async with store.session() as connection:
        rows = await connection.fetch("SELECT name, said FROM alarms WHERE cleared_at IS NULL")
    return {row["name"]: row["said"] for row in rows}


async def _noted(store: Store) -> list[str]:
    async with store.session() as connection:
        return [row["kind"] for row in await connection.fetch("SELECT kind FROM ledger ORDER BY id")]


async def test_without_any_version_nothing_is_held_back(store: Store) -> None:
    assert await _held(store, policy(rule()), Clock(), 9) == 9


async def test_a_rule_that_nobody_promoted_only_notes(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _version(store, clock)
    assert await _held(store, known, clock, 3) == 0
    await _promote(store, known, clock)
    assert await _held(store, known, clock, 3) == 3


async def test_a_limit_holds_over_batches_and_ends_at_midnight(store: Store) -> None:
    clock = Clock()
    assert [await _held(store, LIMITED, clock, 3) for _ in range(3)] == [3, 2, 0]
    assert list(await _alarms(store)) == ["brake:limit:one"]
    clock.at = START.replace(hour=23, minute=59)
    assert await _held(store, LIMITED, clock, 1) == 0
    clock.pass_s(60)
    assert await _held(store, LIMITED, clock, 9) == 5
    async with store.session() as connection:
        assert len(await brakes.opened(connection, clock())) == 1
    assert await _noted(store) == ["brake.set", "brake.lifted", "brake.set"]


async def test_a_limit_is_exact_over_processes(store: Store) -> None:
    held = await asyncio.gather(*(_held(store, LIMITED, Clock(), 2) for _ in range(6)))
    assert sum(held) == 5
    assert await _noted(store) == ["brake.set"]


async def _decide_and_fail(store: Store) -> None:
    async with store.transaction() as connection:
        assert await _decide(connection, LIMITED, Clock(), 9) == 5
        raise ZeroDivisionError


async def test_what_was_rolled_back_uses_nothing_up(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        await _decide_and_fail(store)
    assert await _alarms(store) == {}
    assert await _held(store, LIMITED, Clock(), 9) == 5


async def test_a_lifted_limit_lets_as_many_go_again(store: Store) -> None:
    clock = Clock()
    await _held(store, LIMITED, clock, 9)
    async with store.transaction() as connection:
        lifted = await braking.lift(connection, recorder(clock), LIMITED.rules[0].core, "ada", "a real wave")
    assert [one.kind for one in lifted] == ["limit"]
    assert await _alarms(store) == {}
    assert await _held(store, LIMITED, clock, 9) == 5
    assert list(await _alarms(store)) == ["brake:limit:one"]


async def test_a_quota_is_of_the_day_and_of_all_rules(store: Store) -> None:
    clock = Clock()
    near = '"match.perceptual"'
    rules = (rule(when=near), rule("two", when=near, then='["hold", "queue:b"]'))
    known = policy("\n[quota]\nhold = 4\n", *rules)
    assert [await _held(store, known, clock, 3) for _ in range(2)] == [3, 1]
    assert list(await _alarms(store)) == ["brake:quota:hold"]
    async with store.transaction() as connection:
        await braking.lift(connection, recorder(clock), brakes.of_action("hold"), "ada", "go on")
    assert await _held(store, known, clock, 9) == 4
    clock.pass_s(86_400)
    assert await _held(store, known, clock, 9) == 4


async def test_a_new_rule_that_hits_too_much_waits_for_a_person(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _version(store, clock)
    clock.pass_s(3600)
    await _promote(store, known, clock)
    assert await _held(store, known, clock, 4, misses=100) == 4
    assert await _held(store, known, clock, 4) == 1
    assert "is new and hit 5 of the first 105 posts" in (await _alarms(store))["brake:new:one"]
    clock.pass_s(10 * 86_400)
    assert await _held(store, known, clock, 4) == 0
    async with store.transaction() as connection:
        await braking.lift(connection, recorder(clock), known.rules[0].core, "ada", "it is right")
    assert await _held(store, known, clock, 30) == 30


async def test_what_a_person_let_go_on_is_not_held_for_being_new_again(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _version(store, clock)
    clock.pass_s(3600)
    await _promote(store, known, clock)
    assert await _held(store, known, clock, 9) == 5
    async with store.transaction() as connection:
        await braking.lift(connection, recorder(clock), known.rules[0].core, "ada", "it is right")
    assert await _held(store, known, clock, 30) == 30


async def test_a_rule_that_was_there_from_the_beginning_is_not_new(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _version(store, clock)
    await _promote(store, known, clock)
    assert await _held(store, known, clock, 30) == 30


async def test_hits_from_before_the_promotion_do_not_count(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _version(store, clock)
    clock.pass_s(3600)
    assert await _held(store, known, clock, 50) == 0
    await _promote(store, known, clock)
    assert await _held(store, known, clock, 4, misses=200) == 4


async def test_a_rule_is_no_longer_new_after_a_day(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _version(store, clock)
    clock.pass_s(3600)
    await _promote(store, known, clock)
    clock.pass_s(86_401)
    assert await _held(store, known, clock, 30) == 30


async def test_every_answer_is_counted_by_hour(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    await _held(store, known, clock, 2, misses=3)
    clock.pass_s(1800)
    await _held(store, known, clock, 1)
    clock.pass_s(1800)
    await _held(store, known, clock, 1)
    async with store.session() as connection:
        rows = await connection.fetch("SELECT hour, is_enforced, asked, fired FROM rule_hours ORDER BY hour")
    assert [tuple(row) for row in rows] == [(START, True, 6, 3), (START + timedelta(hours=1), True, 1, 1)]


async def test_what_was_unknown_is_counted_too(store: Store) -> None:
    known, clock = policy(rule()), Clock()
    async with store.transaction() as connection:
        brake = await StoredBrakes(recorder(clock)).before(connection, known, clock())
        brake.count(evaluate(known, checked({}), brake.demoted()))
        await brake.keep(connection)
        rows = await connection.fetch("SELECT asked, fired, unknown FROM rule_hours")
    assert [tuple(row) for row in rows] == [(0, 0, 1)]


async def _decide_without_database(store: Store) -> None:
    async with store.transaction() as connection, store.session() as other:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
        await other.execute("SELECT pg_terminate_backend($1)", backend)
        await _decide(connection, policy(rule()), Clock(), 1)


async def test_trouble_with_the_database_is_never_taken_for_no_brake(store: Store) -> None:
    with pytest.raises(DatabaseError):
        await _decide_without_database(store)


async def test_a_decision_says_which_rules_were_held_back(store: Store) -> None:
    text = policy_text(rule(limit='{ per = "day", most = 1 }', when='"media.count > 0"', because='"It has."'))
    known, clock = parse(text, "a.toml"), Clock()
    decider = Decider(
        known, frozenset(), {1: "mastodon"}, "1.0", recorder(clock), brakes=StoredBrakes(recorder(clock))
    )
    await a_server(store)
    async with store.transaction() as connection:
        await decisions.add_policy(connection, known.digest, text, clock())
        news = [Arrival(1, WayIn.WEBHOOK, posted(number, "https://m.example/1.png")) for number in (1, 2)]
        await write(connection, news, Door(), recorder(clock))
        await connection.execute("UPDATE media SET look = 'looked', is_final = true")
        items = [row["id"] for row in await connection.fetch("SELECT id FROM items ORDER BY id")]
        await decider.decide(connection, items)
        rows = await connection.fetch(
            "SELECT actions, evaluation->>'demoted' AS held FROM decisions ORDER BY id"
        )
        assert [(row["actions"], row["held"]) for row in rows] == [(["hold"], "[]"), ([], '["one"]')]
        assert await connection.fetchval("SELECT count(*) FROM cases") == 1


async def test_nobody_who_waits_to_count_keeps_complaints_waiting(store: Store) -> None:
    """Of two that decide, one would have the complaints and the other the counts, each waiting for more."""
    desks = Desks(store, await a_server(store), policy="quota = { hold = 9 }\n" + POLICY)
    await desks.prove(times=1)
    item = await desks.post(1)
    await desks.arrive(desks.flag(1, FORUM))
    decider = replace(desks.decider, brakes=StoredBrakes(recorder(desks.clock)))

    async def decide() -> None:
        async with store.transaction() as connection:
            await decider.decide(connection, [item])

    async with store.transaction() as other:
        await brakes.alone(other)
        deciding = asyncio.create_task(decide())
        while not await other.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
        await other.execute("SET LOCAL lock_timeout = '2s'")
        await flags.lock(other)
    await deciding
