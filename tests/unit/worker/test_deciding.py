"""Posts are decided anew when something became known; twice the same is once, and nothing is lost."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime

from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.policy.values import Frame
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Connection
from leeward.store.policies import decisions
from leeward.worker.deciding import Deciding
from tests.newcomers import Street, policy, street
from tests.scenes import Killed

FLAGGED = policy(("flagged", "flag.score >= 1", '["queue:flagged"]', 'on_unknown = ["nothing"]'))


class _Scores:
    """What complaints weigh; the tests' hand is on the scales."""

    def __init__(self) -> None:
        self.score = 0.0

    async def facts(self, _: Connection, posts: Sequence[Standing], __: datetime) -> dict[int, Frame]:
        return {one.item: {"flag.score": self.score} for one in posts}


def _deciding(one: Street, scores: _Scores) -> Deciding:
    decider = one.decider
    weighing = type(decider)(
        decider.policy, decider.verified, decider.software, decider.code, decider.recorder, (scores,)
    )
    return Deciding(one.stage.store, lambda: weighing, one.stage.clock)


def _of(*items: int) -> dict[str, Json]:
    return {"items": list[Json](items)}


async def _ask(one: Street, *items: int) -> None:
    async with one.stage.store.transaction() as connection:
        await decisions.ask_again(connection, items, one.stage.clock())


async def _rounds(one: Street) -> list[tuple[object, ...]]:
    return await one.stage.ask("SELECT round, actions FROM decisions ORDER BY id")


async def test_a_post_is_decided_anew_by_what_became_known_and_not_twice_by_the_same(
    fresh_database: str,
) -> None:
    async with street(fresh_database, FLAGGED) as one:
        item, scores = await one.arrive(), _Scores()
        await one.look(item, "looked")
        assert await _rounds(one) == [(1, [])]
        for score, expected in ((0.0, 2), (0.0, 2), (1.5, 3), (1.5, 3)):
            scores.score = score
            await _deciding(one, scores).decide(_of(item, 99))
            assert len(await _rounds(one)) == expected
        assert (await _rounds(one))[-1] == (3, ["queue:flagged"])
        assert len(await one.cases()) == 1


async def test_asking_writes_a_job_and_a_mark_that_a_decision_takes_away(fresh_database: str) -> None:
    async with street(fresh_database, FLAGGED) as one:
        items = [await one.arrive(1), await one.arrive(2)]
        for item in items:
            await one.look(item, "looked")
        await _ask(one, *items)
        assert (str(JobKind.DECIDE), None) in await one.stage.jobs()
        assert await one.stage.ask("SELECT count(*) FROM items WHERE ask_at IS NOT NULL") == [(2,)]
        await one.deciding.decide(_of(*items))
        assert await one.stage.ask("SELECT count(*) FROM items WHERE ask_at IS NOT NULL") == [(0,)]


async def test_a_post_whose_job_is_gone_is_asked_again_and_one_whose_job_waits_is_not(
    fresh_database: str,
) -> None:
    async with street(fresh_database, FLAGGED) as one:
        item = await one.arrive()
        await one.look(item, "looked")
        await _ask(one, item)
        await one.stage.ask("DELETE FROM pgqueuer")
        await one.deciding.recall()
        assert await one.stage.jobs() == []
        one.stage.clock.pass_s(301)
        await one.deciding.recall()
        await one.deciding.recall()
        assert await one.stage.jobs() == [("decide", f"decide-again:{item}")]


async def test_a_kill_before_the_end_of_a_decision_leaves_the_post_to_be_asked_again(
    fresh_database: str,
) -> None:
    class _Deadly(_Scores):
        async def facts(
            self, connection: Connection, posts: Sequence[Standing], at: datetime
        ) -> dict[int, Frame]:
            raise Killed

    async with street(fresh_database, FLAGGED) as one:
        item = await one.arrive()
        await one.look(item, "looked")
        await _ask(one, item)
        with contextlib.suppress(Killed):
            await _deciding(one, _Deadly()).decide(_of(item))
        assert await one.stage.ask("SELECT ask_at IS NOT NULL FROM items") == [(True,)]
        assert await _rounds(one) == [(1, [])]
        await one.deciding.decide(_of(item))
        assert await one.stage.ask("SELECT ask_at IS NOT NULL FROM items") == [(False,)]


async def test_a_post_that_is_still_to_be_looked_at_is_decided_when_it_was(fresh_database: str) -> None:
    async with street(fresh_database, FLAGGED) as one:
        item = await one.arrive()
        await one.deciding.decide(_of(item))
        assert await _rounds(one) == []
        await one.look(item, "looked")
        assert await _rounds(one) == [(1, [])]


async def test_what_just_came_is_greeted_though_nobody_comes_to_look_and_once(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        old = await one.arrive(1)
        one.stage.clock.pass_s(601)
        items = [await one.arrive(number) for number in range(2, 5)]
        for _ in range(2):
            await one.deciding.greet_new()
        assert await one.stage.ask("SELECT item FROM decisions ORDER BY item") == [(item,) for item in items]
        await one.greet(old)
        assert len(await one.cases()) == 4


async def test_whoever_greets_waits_for_nobody_who_is_at_a_post(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        async with one.stage.store.transaction() as connection:
            await looks.lock_items(connection, [item])
            await asyncio.wait_for(one.deciding.greet_new(), 20)
        assert await _rounds(one) == []


async def test_nobody_is_greeted_where_no_rule_is_for_arrivals(fresh_database: str) -> None:
    async with street(fresh_database, FLAGGED) as one:
        await one.arrive()
        await one.deciding.greet_new()
        assert await _rounds(one) == []


async def test_a_job_that_names_nothing_does_nothing(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        nothing: list[dict[str, Json]] = [{}, {"items": []}, {"items": ["x"]}, {"items": None}]
        for payload in nothing:
            await one.deciding.decide(payload)
        assert await _rounds(one) == []
