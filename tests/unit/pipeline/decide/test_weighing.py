"""Complaints of those with a record hide a post before anybody looked, nobody else's; people correct it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from leeward.model.cases import State
from leeward.model.events import Reporter
from leeward.model.items import WayIn
from leeward.pipeline.complaints import add
from leeward.pipeline.decide.weighing import Weighing, differences
from leeward.pipeline.explain import story
from leeward.policy.community.events import Group, Held, Judged, Review
from leeward.policy.community.weight import WhyNot
from leeward.store.arrivals.looks import standing
from leeward.worker.lapsing import Lapsing
from tests.complaining import FORUM, MARSH, PROVEN, Desks, local
from tests.stores import a_server, opened, recorder


@pytest.fixture
async def desks(fresh_database: str) -> AsyncIterator[Desks]:
    async with opened(fresh_database) as store:
        yield Desks(store, await a_server(store))


async def _facts(desks: Desks, item: int, weighing: Weighing | None = None) -> dict[str, object]:
    async with desks.store.transaction() as connection:
        posts = await standing(connection, [item])
        found = await (weighing or desks.weighing).facts(connection, posts, desks.clock())
    return dict(found.get(item, {}))


async def _differences(desks: Desks) -> list[str]:
    async with desks.store.session() as connection:
        return await differences(connection)


async def test_a_clean_post_is_held_by_those_who_were_right_before_and_it_is_told_why(desks: Desks) -> None:
    await desks.prove()
    item = await desks.post(1)
    assert await desks.case(item) is None
    await desks.complain(1, *PROVEN)
    assert await desks.is_held(item)
    assert await desks.kinds(item) == ["complaint"] * 3 + ["held"]
    found = await desks.case(item)
    assert found is not None
    async with desks.store.session() as connection:
        told = "\n".join(await story(connection, found[0]))
    assert "Held because " in told
    assert "forum.example (7 of 7 past reports upheld)" in told
    assert "On 2026-05-" in told
    assert await _differences(desks) == []


async def test_no_number_of_sources_without_a_record_holds_anything(desks: Desks) -> None:
    await desks.prove()
    item = await desks.post(1)
    sybils = [Reporter(f"domain:s{number}.example", f"s{number}.example") for number in range(25)]
    young = [local(number, days=2) for number in range(9)]
    await desks.complain(1, *sybils, *young)
    assert not await desks.is_held(item)
    found = await desks.case(item)
    assert found is not None  # people see it all the same
    assert found[1] == ["queue:community"]
    facts = await _facts(desks, item)
    assert facts["flag.holds"] == frozenset()
    assert 0 < float(str(facts["flag.score"])) < 1


async def test_one_voice_alone_holds_nothing_whatever_it_was_right_about(desks: Desks) -> None:
    await desks.prove([FORUM], times=12)
    item = await desks.post(1)
    await desks.complain(1, FORUM, *[local(number, days=1) for number in range(10)])
    assert not await desks.is_held(item)


async def test_who_was_wrong_weighs_less_and_the_post_is_not_held_again(desks: Desks) -> None:
    await desks.prove()
    item = await desks.post(1)
    await desks.complain(1, *PROVEN)
    before = await _facts(desks, item)
    assert before["flag.holds"] == frozenset({"general"})
    await desks.judge(item, State.RELEASED)
    assert await desks.kinds(item) == ["complaint"] * 3 + ["held", "judged"]
    after = await _facts(desks, item)
    assert after["flag.holds"] == frozenset()
    assert float(str(after["flag.score"])) < float(str(before["flag.score"]))
    await desks.complain(1, local(77))
    again = await _facts(desks, item)
    assert again["flag.holds"] == frozenset()
    assert await _differences(desks) == []


async def test_what_people_let_pass_before_anybody_complained_is_not_held(desks: Desks) -> None:
    await desks.prove()
    item = await desks.post(1)
    await desks.complain(1, local(5))
    await desks.judge(item, State.RELEASED)
    await desks.complain(1, *PROVEN)
    assert (await _facts(desks, item))["flag.holds"] == frozenset()


async def test_a_new_process_comes_to_the_same(desks: Desks) -> None:
    await desks.prove(times=5)
    item = await desks.post(1)
    await desks.complain(1, FORUM, MARSH)
    old, before = desks.weighing, await _facts(desks, item)
    desks.restart()
    assert await _facts(desks, item) == before
    state = desks.weighing.fold.state
    assert state.weigh(str(item), desks.clock()) == old.fold.state.weigh(str(item), desks.clock())


async def test_what_came_to_nothing_is_forgotten(desks: Desks) -> None:
    """A decision that is killed before it is written has read its own complaints."""
    await desks.prove(times=4)
    await desks.arrive(desks.flag(1, FORUM))
    item = await desks.post(1)  # linked only now, when it is decided
    await desks.ask("DELETE FROM flag_events WHERE item = $1", str(item))
    with suppress(ZeroDivisionError):
        async with desks.store.transaction() as connection:
            posts = await standing(connection, [item])
            await desks.weighing.facts(connection, posts, desks.clock())
            raise ZeroDivisionError
    await desks.complain(2)
    other = await desks.post(2)
    await desks.complain(2, FORUM)
    await _facts(desks, other)
    fresh = Weighing(recorder(desks.clock), {desks.server: "mastodon"})
    assert await _facts(desks, other, fresh) == await _facts(desks, other)
    assert await _facts(desks, item, fresh) == await _facts(desks, item)


async def test_the_same_complaint_by_two_ways_counts_once(desks: Desks) -> None:
    item = await desks.post(1)
    flag = desks.flag(1, FORUM)
    await desks.arrive(flag)
    await desks.arrive(flag, way_in=WayIn.POLL)
    await desks.arrive(desks.flag(1, FORUM), way_in=WayIn.RELAY)
    await desks.decide_due()
    assert await desks.kinds(item) == ["complaint"]


async def test_complaints_about_child_safety_are_a_kind_of_their_own(desks: Desks) -> None:
    for number in range(1_000, 1_007):
        item = await desks.post(number)
        await desks.complain(number, *PROVEN, category="legal")
        await desks.judge(item, State.CONFIRMED)
    item = await desks.post(1)
    await desks.complain(1, FORUM, MARSH, category="legal")
    assert (await desks.case(item) or (0, []))[1] == ["hold", "queue:child-safety", "queue:community"]
    other = await desks.post(2)
    await desks.complain(2, *PROVEN)
    assert not await desks.is_held(other)


async def test_voices_whose_holds_nobody_reviewed_fall_silent_also_within_one_job(desks: Desks) -> None:
    await desks.prove(times=9)
    items = [await desks.post(number) for number in range(1, 7)]
    for number in range(1, 7):
        for reporter in PROVEN:
            await desks.arrive(desks.flag(number, reporter))
    await desks.decide(*items)
    held = [item for item in items if await desks.is_held(item)]
    assert held == items[:3]
    assert await _differences(desks) == []
    await desks.judge(items[0], State.CONFIRMED)
    await desks.decide(items[3], items[4])
    assert await desks.is_held(items[3])
    assert not await desks.is_held(items[4])


async def test_what_something_else_hides_is_told_to_the_log_once(desks: Desks) -> None:
    desks.policy = POLICY_OF_ALL
    item = await desks.post(1)
    await desks.complain(1, FORUM)
    assert await desks.kinds(item) == ["hidden", "complaint"]


POLICY_OF_ALL = """
policy = 1
name = "everything waits"
[[rule]]
id = "all"
title = "Everything waits"
mode = "enforce"
when = "media.count > 0"
then = ["hold"]
because = "It has {media.count} media."
"""


async def test_where_nobody_would_be_told_of_complaints_nothing_is_known(desks: Desks) -> None:
    item = await desks.post(1)
    assert await _facts(desks, item) == {"flag.holds": frozenset(), "flag.score": 0.0}
    silent = Weighing(recorder(desks.clock), {desks.server: "snac"})
    assert await _facts(desks, item, silent) == {}
    await desks.complain(1, FORUM)
    assert (await _facts(desks, item, silent))["flag.holds"] == frozenset()


async def test_too_many_wrong_holds_stop_them_all(desks: Desks) -> None:
    await desks.prove()
    async with desks.store.transaction() as connection:
        now = desks.clock()
        wrong = [
            (Held(now, f"w{n}", Group.GENERAL, ()), Judged(now, f"w{n}", Review.REJECTED)) for n in range(6)
        ]
        await add(connection, [event for pair in wrong for event in pair])
    item = await desks.post(1)
    await desks.complain(1, *PROVEN)
    assert not await desks.is_held(item)
    weights = desks.weighing.fold.state.weigh(str(item), desks.clock())
    assert WhyNot.PAUSED in weights[0].why_not
    assert (await desks.case(item) or (0, []))[1] == ["queue:community"]


async def test_a_log_that_holds_what_it_should_not_is_told_of(desks: Desks) -> None:
    item = await desks.post(1)
    async with desks.store.transaction() as connection:
        await add(connection, [Held(desks.clock(), str(item), Group.GENERAL, (FORUM.source,))])
    (found,) = await _differences(desks)
    assert f"item {item}, general" in found


async def test_two_processes_never_hold_more_together_than_one_may(desks: Desks) -> None:
    await desks.prove(times=9)
    items = [await desks.post(number) for number in range(1, 7)]
    for number in range(1, 7):
        for reporter in PROVEN:
            await desks.arrive(desks.flag(number, reporter))
    other = Desks(desks.store, desks.server, desks.clock)
    await asyncio.gather(*((desks, other)[item % 2].decide(item) for item in items))
    assert sum([await desks.is_held(item) for item in items]) == 3
    assert await _differences(desks) == []


async def test_a_hold_that_nobody_reviewed_ends_and_gives_its_voices_back(desks: Desks) -> None:
    await desks.prove(times=9)
    items = [await desks.post(number) for number in range(1, 5)]
    for number in range(1, 4):
        await desks.complain(number, *PROVEN)
    assert [await desks.is_held(item) for item in items] == [True, True, True, False]
    await desks.ask("UPDATE cases SET state = 'waiting' WHERE item = ANY($1::bigint[])", items)
    desks.clock.pass_s(25 * 3600)
    await Lapsing(desks.store, recorder(desks.clock)).lapse()
    assert await desks.kinds(items[0]) == ["complaint"] * 3 + ["held", "lapsed"]
    await desks.complain(4, *PROVEN)
    assert await desks.is_held(items[3])
    assert (await _facts(desks, items[0]))["flag.holds"] == frozenset({"general"})
    assert await _differences(desks) == []
