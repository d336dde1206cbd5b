"""A worker switches guards on in a surge, and holds rules back that people overturn, once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from leeward.ledger.entries import decode
from leeward.pipeline import braking, guarding
from leeward.policy import record
from leeward.policy.evaluate import evaluate
from leeward.policy.frames import checked
from leeward.policy.rules import Guard, Policy, Watched, policy_of
from leeward.policy.watch.surge import WEEK
from leeward.store.connection import Store
from leeward.store.policies import brakes, guards, hours
from leeward.store.policies.guards import EVERYWHERE, Place, Switch
from leeward.worker.guarding import Guarding
from tests.stores import START, Clock, a_server, opened, recorder
from tests.unit.policy.texts import policy, rule

HOUR = timedelta(hours=1)
HOURS = 10 * WEEK
WAVE = Guard("wave", "A wave of posts", Watched.POSTS, each=True, hours=24)
FLOOD = Guard("flood", "A flood of posts", Watched.POSTS, each=False, hours=24)
RULE = policy(rule("shaky"), rule("sound", then='["mark-sensitive"]'), rule("asks", then='["queue:b"]'))


@dataclass
class Stage:
    """A server with ten weeks of two posts an hour from each of two servers, until now."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    policy: Policy = field(default_factory=lambda: policy_of("Small", (), (), (WAVE, FLOOD)))

    @property
    def guarding(self) -> Guarding:
        """A worker's; a new one is as good as the one that was killed."""
        return Guarding(self.store, recorder(self.clock), lambda: self.policy)

    async def count(self, domain: str, number: int, hours_back: int = 0) -> None:
        """So many posts in one hour."""
        hour = self.clock().replace(minute=0) - hours_back * HOUR
        async with self.store.transaction() as connection:
            await hours.add(connection, {(1, "posts", domain): number, (1, "posts", ""): number}, hour)

    async def on(self) -> set[tuple[str, str]]:
        """Guards that are on, and for which server of origin."""
        async with self.store.session() as connection:
            places = await guards.on(connection, ["wave", "flood"], self.clock())
        return {(place.guard, place.domain) for place in places}

    async def alarms(self) -> dict[str, str]:
        """Those that are open."""
        async with self.store.session() as connection:
            rows = await connection.fetch(
                "SELECT name, said FROM alarms WHERE cleared_at IS NULL ORDER BY name"
            )
        return {row["name"]: row["said"] for row in rows}

    async def noted(self) -> list[str]:
        """Kinds of the ledger's entries."""
        async with self.store.session() as connection:
            return [row["kind"] for row in await connection.fetch("SELECT kind FROM ledger ORDER BY id")]


@pytest.fixture
async def stage(fresh_database: str) -> AsyncIterator[Stage]:
    async with opened(fresh_database) as store:
        await a_server(store)
        async with store.transaction() as connection:
            await connection.execute(
                "INSERT INTO hours SELECT 1, 'posts', d, $1::timestamptz - n * interval '1 hour', "
                "CASE d WHEN '' THEN 4 ELSE 2 END "
                "FROM generate_series(1, $2::int) AS g(n), "
                "unnest(ARRAY['', 'm.example', 'far.example']) AS o(d)",
                START,
                HOURS,
            )
        yield Stage(store)


async def test_nothing_happens_while_all_is_as_usual(stage: Stage) -> None:
    await stage.count("far.example", 3)
    await stage.guarding.watch()
    assert (await stage.on(), await stage.alarms(), await stage.noted()) == (set(), {}, [])


async def test_a_surge_from_one_server_switches_its_guard_on_and_says_so(stage: Stage) -> None:
    await stage.count("far.example", 60)
    await stage.guarding.watch()
    assert await stage.on() == {("wave", "far.example"), ("flood", "")}
    alarms = await stage.alarms()
    assert list(alarms) == ["guard:flood:1:", "guard:wave:1:far.example"]
    said = alarms["guard:wave:1:far.example"]
    assert "2 in the last full hour and 60 since, where 2 is usual" in said
    assert "leeward policy guards off wave" in said
    assert sorted(await stage.noted()) == ["guard.on"] * 2


async def test_many_workers_switch_a_guard_on_once(stage: Stage) -> None:
    await stage.count("far.example", 60)
    await asyncio.gather(*(stage.guarding.watch() for _ in range(4)))
    assert sorted(await stage.noted()) == ["guard.on"] * 2


async def test_a_guard_is_renewed_while_the_surge_lasts_and_ends_by_its_clock(stage: Stage) -> None:
    await stage.count("far.example", 60)
    await stage.guarding.watch()
    for _ in range(3):
        stage.clock.pass_s(3600)
        await stage.count("far.example", 60)
        for _ in range(2):
            await stage.guarding.watch()
    assert (await stage.noted()).count("guard.renewed") == 3 * 2
    for _ in range(26):
        stage.clock.pass_s(3600)
        await stage.count("far.example", 2)
        await stage.count("m.example", 2)
    assert await stage.on() == set()
    await stage.guarding.watch()
    assert await stage.alarms() == {}
    assert (await stage.noted()).count("guard.ended") == 2


async def test_who_ends_a_guard_is_not_overruled_for_as_long_as_it_would_be_on(stage: Stage) -> None:
    await stage.count("far.example", 60)
    await stage.guarding.watch()
    async with stage.store.transaction() as connection:
        for one in ("wave", "flood"):
            assert len(await guarding.switch_off(connection, recorder(stage.clock), one, "ada")) == 1
    assert await stage.alarms() == {}
    for _ in range(23):
        stage.clock.pass_s(3600)
        await stage.count("far.example", 60)
        await stage.guarding.watch()
    assert await stage.on() == set()
    stage.clock.pass_s(3600)
    await stage.count("far.example", 60)
    await stage.guarding.watch()
    assert await stage.on() == {("wave", "far.example"), ("flood", "")}


async def test_a_guard_that_is_off_only_tells(stage: Stage) -> None:
    quiet = Guard("flood", "A flood", Watched.POSTS, each=False, hours=24, is_on=False)
    stage.policy = policy_of("Small", (), (), (quiet,))
    await stage.count("far.example", 60)
    await stage.guarding.watch()
    assert await stage.on() == set()
    assert "nothing was switched on" in (await stage.alarms())["guard:flood:1:"]
    assert await stage.noted() == ["guard.told"]


async def test_while_it_learns_a_guard_raises_nothing(stage: Stage) -> None:
    async with stage.store.transaction() as connection:
        await hours.forget(connection, START - 20 * HOUR)
    await stage.count("far.example", 6000)
    await stage.guarding.watch()
    assert await stage.noted() == []


async def test_a_person_switches_a_guard_on_for_all_and_off_again(stage: Stage) -> None:
    new = Switch(Place("wave", EVERYWHERE, ""), True, START, START + HOUR, "by hand", "ada")
    async with stage.store.transaction() as connection:
        assert await guarding.switch_on(connection, recorder(stage.clock), new)
        assert not await guarding.switch_on(connection, recorder(stage.clock), new)
    assert await stage.on() == {("wave", "")}
    stage.clock.pass_s(3600)
    assert await stage.on() == set()
    later = Switch(new.place, True, stage.clock(), stage.clock() + HOUR, "by hand", "ada")
    async with stage.store.transaction() as connection:
        assert await guarding.switch_on(connection, recorder(stage.clock), later)
    assert await stage.noted() == ["guard.on", "guard.ended", "guard.on"]


async def _verdicts(stage: Stage, verdicts: str, *, by: str = "ada") -> None:
    """Cases of hits of the rule shaky: o was overturned, k kept; the last one is the newest."""
    said = evaluate(RULE, checked({"match.exact": True, "match.list": "stand-ins"}))
    told = record.to_json(said).decode()
    async with stage.store.transaction() as connection:
        await connection.execute(
            "INSERT INTO policies VALUES ($1, 't', $2) ON CONFLICT DO NOTHING", said.policy, START
        )
        for verdict in verdicts:
            stage.clock.pass_s(1)
            item = await connection.fetchval(
                "INSERT INTO items (server, native_id, uri, way_in, post, seen_at) "
                "VALUES (1, 'x', 'u' || (SELECT count(*) FROM items), 'poll', '{}', $1) RETURNING id",
                START,
            )
            await connection.execute(
                "INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at) "
                "VALUES ($1, 1, $2, '1', '{}', $3::jsonb, '{}', $4)",
                item,
                said.policy,
                told,
                START,
            )
            await connection.execute(
                "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by, "
                "verdict, verdict_by, verdict_at) "
                "VALUES ($1, 1, 'closed', 'q', '{}', $2, $2, 'x', $3, $4, $2)",
                item,
                stage.clock(),
                {"o": "released", "k": "confirmed"}[verdict],
                by,
            )


async def _held(stage: Stage) -> set[str]:
    async with stage.store.session() as connection:
        return {f"{one.rule} {one.kind}" for one in await brakes.opened(connection, stage.clock())}


@pytest.fixture
async def judged(stage: Stage) -> Stage:
    stage.policy = RULE
    return stage


async def test_a_rule_that_people_overturn_is_held_back(judged: Stage) -> None:
    await _verdicts(judged, "oooo")
    await judged.guarding.judge()
    assert await _held(judged) == set()
    await _verdicts(judged, "kkkkko")
    await judged.guarding.judge()
    assert await _held(judged) == {"shaky overturned", "sound overturned"}
    assert (
        "people overturned 5 of its last 10 reviewed hits"
        in (await judged.alarms())["brake:overturned:shaky"]
    )
    assert await judged.noted() == ["brake.set"] * 2


async def test_only_the_last_ten_verdicts_of_people_count(judged: Stage) -> None:
    await _verdicts(judged, "ooooo" + "kkkkkk")
    await _verdicts(judged, "oooooooooo", by="a job")
    await judged.guarding.judge()
    assert await _held(judged) == set()


async def test_after_a_person_lifted_it_only_later_verdicts_count(judged: Stage) -> None:
    await _verdicts(judged, "ooooo")
    await judged.guarding.judge()
    async with judged.store.transaction() as connection:
        for one in RULE.rules:
            await braking.lift(
                connection, recorder(judged.clock), one.core, "ada", "the list was wrong, it is mended"
            )
    await _verdicts(judged, "oooo")
    await judged.guarding.judge()
    assert await _held(judged) == set()
    await _verdicts(judged, "o")
    await judged.guarding.judge()
    assert await _held(judged) == {"shaky overturned", "sound overturned"}


async def test_the_same_verdicts_are_looked_at_once(judged: Stage) -> None:
    await _verdicts(judged, "ooooo")
    worker = judged.guarding
    await worker.judge()
    async with judged.store.transaction() as connection:
        await connection.execute("DELETE FROM rule_brakes")
    await worker.judge()
    assert await _held(judged) == set()


async def test_old_counts_are_forgotten(stage: Stage) -> None:
    async with stage.store.transaction() as connection:
        await brakes.count(connection, [brakes.Counted("core", True, 1, 1)], START - timedelta(days=101))
        await brakes.count(connection, [brakes.Counted("core", True, 1, 1)], START - timedelta(days=99))
        await hours.add(connection, {(1, "posts", ""): 1}, START - timedelta(days=81))
    await stage.guarding.forget()
    async with stage.store.session() as connection:
        assert await connection.fetchval("SELECT count(*) FROM rule_hours") == 1
        assert await connection.fetchval("SELECT count(*) FROM hours WHERE domain = ''") == HOURS


async def test_what_the_ledger_says_of_a_guard_can_be_read(stage: Stage) -> None:
    await stage.count("far.example", 60)
    await stage.guarding.watch()
    async with stage.store.session() as connection:
        rows = await connection.fetch("SELECT data FROM ledger ORDER BY id")
    bodies = [dict(decode(row["data"]).body) for row in rows]  # type: ignore[arg-type]
    assert {(one["guard"], one["domain"]) for one in bodies} == {("wave", "far.example"), ("flood", "")}
    assert {one["until"] for one in bodies} == {(START + 24 * HOUR).isoformat()}
