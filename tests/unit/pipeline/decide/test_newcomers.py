"""What a policy can ask about newcomers."""

from dataclasses import replace
from datetime import datetime, timedelta

from leeward.pipeline.decide.newcomers import Newcomers
from leeward.policy.values import Frame
from leeward.store.arrivals.looks import standing
from tests.newcomers import Street, author, street
from tests.scenes import post


async def _facts(one: Street, *items: int) -> list[Frame]:
    async with one.stage.store.session() as connection:
        found = await Newcomers().facts(connection, await standing(connection, items), one.stage.clock())
    return [found.get(item, {}) for item in items]


async def test_a_second_post_comes_after_one_and_days_pass(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        first = await one.take(post(1))
        one.stage.clock.pass_s(3 * 86_400 - 1)
        second = await one.take(replace(post(2), author=author(1)))
        told = await _facts(one, first, second)
        assert told[0] == {
            "author.known_days": 2,
            "author.media_posts": 0,
            "origin.known_days": 2,
            "origin.media_posts": 0,
        }
        assert (told[1]["author.media_posts"], told[1]["author.known_days"]) == (1, 2)
        one.stage.clock.pass_s(2)
        assert (await _facts(one, second))[0]["author.known_days"] == 3


async def test_an_edit_is_no_further_post(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        first = await one.take(post(1))
        edited = await one.take(replace(post(1), edited_at=one.stage.clock() + timedelta(hours=1)))
        second = await one.take(replace(post(2), author=author(1)))
        assert edited != first
        assert [told["author.media_posts"] for told in await _facts(one, first, edited, second)] == [0, 0, 1]


async def test_of_what_came_before_anybody_counted_nothing_is_known(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.take(post(1))
        await one.stage.ask("DELETE FROM newcomers")
        assert await _facts(one, item) == [{}]


async def test_a_clock_that_goes_back_makes_nobody_younger_than_none(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.take(post(1))
        one.stage.clock.now = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
        assert (await _facts(one, item))[0]["author.known_days"] == 0
