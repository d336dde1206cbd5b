"""A hold that nobody decided about ends; people go on judging what is shown again."""

from contextlib import suppress

import pytest

from leeward.pipeline.explain import story
from leeward.store.policies import decisions
from tests.newcomers import LASTING, Street, policy, street
from tests.scenes import Killed

HOUR = 3600
HELD = ("hold_post", "p1")
LOOKED = ("late", "media.count > 0", '["hold", "queue:child-safety"]', "for_hours = 24")
ENDLESS = ("endless", "media.count > 0", '["hold", "queue:child-safety"]')


async def _held(one: Street) -> int:
    item = await one.arrive()
    await one.look(item, "looked")
    await one.settle()
    assert one.hidden() == {HELD}
    return item


async def test_a_hold_ends_when_its_time_is_over_and_people_go_on_with_another_case(
    fresh_database: str,
) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        one.stage.clock.pass_s(24 * HOUR - 1)
        await one.lapsing.lapse()
        assert await one.cases() == [(1, "waiting")]
        one.stage.clock.pass_s(1)
        for _ in range(2):
            await one.lapsing.lapse()
        await one.settle()
        assert one.hidden() == set()
        assert await one.cases() == [(1, "closed"), (2, "waiting")]
        assert await one.stage.ask("SELECT actions, queue, follows, lapses_at FROM cases WHERE id = 2") == [
            (["queue:child-safety"], "child-safety", 1, None)
        ]
        (told,) = await one.stage.bodies(1, "case.released")
        assert told["why"] == "nobody decided in time"
        async with one.stage.store.session() as connection:
            first, second = "\n".join(await story(connection, 1)), "\n".join(await story(connection, 2))
        assert "Released by a job on 2026-03-02 at 12:00:00 UTC: nobody decided in time." in first
        assert "It is still to be judged: see case 2." in first
        assert "It goes on from case 1: what was held is shown again, as nobody had decided." in second
        assert await one.stage.desk.release(2, "ada")


async def test_a_story_says_until_when_a_post_is_held(fresh_database: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        async with one.stage.store.session() as connection:
            told = await story(connection, 1)
        assert "If nobody decides, what is held is shown again on 2026-03-02 at 12:00:00 UTC." in told


@pytest.mark.parametrize("verdict", ["confirm", "release"])
async def test_what_a_person_decided_does_not_lapse(fresh_database: str, verdict: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        await getattr(one.stage.desk, verdict)(1, "ada")
        one.stage.clock.pass_s(25 * HOUR)
        await one.lapsing.lapse()
        assert await one.stage.ask("SELECT let_go_at FROM cases") == [(None,)]


async def test_a_later_hold_without_an_end_has_none(fresh_database: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        item = await _held(one)
        await one.adopt(policy(LOOKED, ENDLESS))
        await one.deciding.decide({"items": [item]})
        one.stage.clock.pass_s(25 * HOUR)
        await one.lapsing.lapse()
        assert await one.cases() == [(1, "waiting")]


async def test_after_a_lapse_only_a_hold_without_an_end_hides_the_post_again(fresh_database: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        item = await _held(one)
        one.stage.clock.pass_s(24 * HOUR)
        await one.lapsing.lapse()
        await one.settle()
        await one.adopt(policy(LOOKED, ("other", "media.count > 0", '["label:x"]')))
        await one.deciding.decide({"items": [item]})
        await one.settle()
        assert one.hidden() == set()
        await one.adopt(policy(LOOKED, ENDLESS))
        await one.deciding.decide({"items": [item]})
        await one.settle()
        assert one.hidden() == {HELD}
        assert await one.cases() == [(1, "closed"), (2, "waiting")]


async def test_two_holds_last_as_long_as_the_longer_one(fresh_database: str) -> None:
    async with street(fresh_database, LASTING) as one:
        item = await one.arrive()
        await one.greet(item)
        one.stage.clock.pass_s(HOUR)
        await one.adopt(policy(LOOKED))
        await one.look(item, "looked")
        assert await one.stage.ask("SELECT lapses_at - opened_at = interval '25 hours' FROM cases") == [
            (True,)
        ]


async def test_a_case_about_childrens_safety_rings_at_half_time_and_until_somebody_decides(
    fresh_database: str,
) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        one.stage.clock.pass_s(12 * HOUR - 1)
        await one.lapsing.lapse()
        assert await one.stage.alarms() == {}
        one.stage.clock.pass_s(1)
        await one.lapsing.lapse()
        assert list(await one.stage.alarms()) == ["case:1:lapsing"]
        assert "in about 12 hours it is shown again" in (await one.stage.alarms())["case:1:lapsing"]
        await one.stage.desk.release(1, "ada")
        assert await one.stage.alarms() == {}


async def test_what_is_shown_again_rings_until_somebody_decides(fresh_database: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        one.stage.clock.pass_s(24 * HOUR)
        await one.lapsing.lapse()
        await one.settle()
        assert list(await one.stage.alarms()) == ["case:2:lapsed"]
        assert "nobody decided about case 1 in time" in (await one.stage.alarms())["case:2:lapsed"]
        await one.stage.desk.confirm(2, "ada")
        assert await one.stage.alarms() == {}


async def test_another_queue_does_not_ring(fresh_database: str) -> None:
    rule = ("late", "media.count > 0", '["hold", "queue:review"]', "for_hours = 24")
    async with street(fresh_database, policy(rule)) as one:
        await _held(one)
        for _ in range(2):
            one.stage.clock.pass_s(13 * HOUR)
            await one.lapsing.lapse()
            assert await one.stage.alarms() == {}
        assert len(await one.cases()) == 2


@pytest.mark.parametrize("act", ["killed before", "killed after", "done but lost"])
async def test_a_kill_while_it_is_undone_leaves_nothing_hidden(fresh_database: str, act: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        one.stage.clock.pass_s(24 * HOUR)
        await one.lapsing.lapse()
        one.stage.program.script = [act]
        for _ in range(2):
            with suppress(Killed):
                await one.stage.act(1)
        assert one.stage.program.script == []
        one.stage.clock.pass_s(700)
        await one.settle()
        assert one.hidden() == set()
        assert await one.cases() == [(1, "closed"), (2, "waiting")]


async def test_a_first_voice_goes_on_with_the_case(fresh_database: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        await _held(one)
        await one.stage.ask(
            "INSERT INTO voices VALUES (1, 0, 'ada', 'Ada', 'confirmed', '{remove_post}', $1)",
            one.stage.clock(),
        )
        one.stage.clock.pass_s(24 * HOUR)
        await one.lapsing.lapse()
        assert await one.stage.ask('SELECT person, times FROM voices WHERE "case" = 2') == [("ada", 0)]


async def test_what_lapsed_is_known_of_a_post(fresh_database: str) -> None:
    async with street(fresh_database, policy(LOOKED)) as one:
        item = await _held(one)
        one.stage.clock.pass_s(24 * HOUR)
        await one.lapsing.lapse()
        async with one.stage.store.session() as connection:
            assert await decisions.lapsed(connection, [item, 99]) == {item}
