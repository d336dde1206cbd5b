"""Care of each person, on a real database."""

import asyncio
import inspect
from dataclasses import replace

import pytest

from leeward.config import Desk
from leeward.model.errors import NotAllowed
from leeward.review.care.breaks import Card
from leeward.review.care.care import Care
from leeward.review.care.comfort import Theme, Wishes
from leeward.review.people.rights import Role, Visitor
from tests.caring import Caring, Still, caring


async def _work(care: Care, visitor: Visitor, clock: Still, minutes: int) -> None:
    """Somebody opens a page every five minutes."""
    for _ in range(0, minutes, 5):
        await care.noted(visitor)
        clock.pass_minutes(5)
    await care.noted(visitor)


async def test_looking_is_refused_at_the_hard_budget_and_possible_again_when_it_says(
    fresh_database: str,
) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        case = await stage.case()
        for _ in range(29):
            await stage.show(ada, case, 4)
        assert (await care.of(ada)).is_enough
        await care.may_look(ada, case, 4)
        await stage.show(ada, case, 4)
        assert (await care.of(ada)).exposure == pytest.approx(30)
        with pytest.raises(NotAllowed, match="enough for today") as told:
            await care.may_look(ada, case, 1)
        again = (await care.of(ada)).again_at
        assert again is not None
        assert f"from {again:%H:%M} UTC" in told.value.hint
        await care.may_look(ada, case, 0)
        clock.pass_s((again - clock()).total_seconds())
        await care.may_look(ada, case, 4)


async def test_nobody_elses_exposure_counts_and_a_lead_can_lift_nothing(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, _):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        lead = await stage.person("lead", Role.LEAD, Role.OPERATOR)
        case = await stage.case()
        for _ in range(31):
            await stage.show(ada, case, 4)
        assert (await care.of(lead)).exposure == 0
        await care.wish(lead, Wishes(hard=600), "")
        await care.may_look(lead, case, 4)
        with pytest.raises(NotAllowed):
            await care.may_look(ada, case, 1)


async def test_a_floor_that_somebody_set_holds_whatever_the_desk_says(fresh_database: str) -> None:
    async with caring(fresh_database, Desk(resting_level=4)) as (stage, ground, _):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        case = await stage.case()
        assert (await care.of(ada)).comfort.resting == 4
        await care.wish(ada, Wishes(floor=2), "")
        assert (await care.of(ada)).comfort.resting == 2
        await care.may_look(ada, case, 2)
        with pytest.raises(NotAllowed, match="never to be shown more than level 2"):
            await care.may_look(ada, case, 3)


async def test_work_is_noted_once_a_minute_and_a_break_is_proposed_after_so_many(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        await care.noted(ada)
        before = await stage.rows("SELECT seen_at FROM shifts")
        clock.pass_s(59)
        await care.noted(ada)
        assert await stage.rows("SELECT seen_at FROM shifts") == before
        clock.pass_s(1)
        await _work(care, ada, clock, 40)
        assert (await care.of(ada)).card is Card.NONE
        clock.pass_minutes(4)
        found = await Care(ground).noted(ada)  # what is known is in the database, and outlives the program
        assert (found.minutes, found.card) == (45, Card.MINUTES)


async def test_a_break_begins_ends_and_can_be_put_off(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        await _work(care, ada, clock, 50)
        await care.put_off(ada)
        assert (await care.of(ada)).card is Card.NONE
        clock.pass_minutes(5)
        await care.noted(ada)
        clock.pass_minutes(5)
        assert (await care.noted(ada)).card is Card.MINUTES
        await care.rest(ada)
        await care.rest(ada)
        resting = await care.of(ada)
        assert (resting.is_resting, resting.minutes, resting.card) == (True, 0, Card.NONE)
        clock.pass_minutes(3)
        await care.come_back(ada)
        await care.come_back(ada)
        clock.pass_minutes(2)
        back = await care.noted(ada)
        assert (back.is_resting, back.minutes) == (False, 2)
        kinds = await stage.rows("SELECT kind FROM shifts ORDER BY id")
        assert kinds == [("work",), ("later",), ("break",), ("work",)]


async def test_who_opens_a_page_in_a_break_is_back(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        await _work(care, ada, clock, 10)
        await care.rest(ada)
        clock.pass_minutes(2)
        assert (await care.of(ada)).is_resting
        assert not (await care.noted(ada)).is_resting


async def test_who_went_away_has_rested(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        await _work(care, ada, clock, 40)
        clock.pass_minutes(10)
        assert (await care.noted(ada)).minutes == 0
        assert len(await stage.rows("SELECT id FROM shifts WHERE ended_at IS NULL")) == 1


async def test_a_break_is_proposed_after_five_hard_pictures_in_a_row(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.CHILD_SAFETY), Care(ground)
        await care.noted(ada)
        case = await stage.case("child-safety")
        for number in range(5):
            assert (await care.of(ada)).card is Card.NONE, number
            clock.pass_s(20)
            await stage.show(ada, case, 3, seconds=3)
        assert (await care.noted(ada)).card is Card.STREAK


async def test_three_light_things_follow_a_hard_picture(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.CHILD_SAFETY), Care(ground)
        hard = await stage.case("child-safety")
        assert not await care.deals_light(ada)
        await stage.show(ada, hard, 2)
        assert not await care.deals_light(ada)
        await stage.show(ada, hard, 3)
        clock.pass_s(30)
        await stage.say(ada, [hard])
        for _ in range(3):
            assert await care.deals_light(ada)
            clock.pass_s(30)
            await stage.say(ada, [await stage.case()])
        assert not await care.deals_light(ada)


@pytest.mark.parametrize("severity", [0.1, 0.4])
async def test_what_is_less_hard_at_level_three_changes_nothing_before_the_soft_budget(
    fresh_database: str, severity: float
) -> None:
    async with caring(fresh_database, Desk(soft_budget=1)) as (stage, ground, _):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        case = await stage.case()
        await stage.show(ada, case, 3, severity)
        assert not await care.deals_light(ada)
        await _see_a_lot(stage, ada, case)
        assert await care.deals_light(ada)


async def _see_a_lot(stage: Caring, visitor: Visitor, case: int) -> None:
    await stage.show(visitor, case, 2, seconds=600)


async def test_a_break_or_two_hours_end_what_a_hard_picture_began(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        case = await stage.case()
        await stage.show(ada, case, 4)
        assert await care.deals_light(ada)
        clock.pass_minutes(1)
        await care.rest(ada)
        assert not await care.deals_light(ada)
        await care.come_back(ada)
        clock.pass_minutes(1)
        await stage.show(ada, case, 4)
        clock.pass_minutes(119)
        assert await care.deals_light(ada)
        clock.pass_minutes(2)
        assert not await care.deals_light(ada)


async def test_what_somebody_wishes_is_kept_and_their_language_with_it(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, _):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        assert await care.wishes(ada) == Wishes()
        wished = replace(Wishes(), floor=3, theme=Theme.DARK, hard=5.0)
        await care.wish(ada, Wishes(floor=1), "fr")
        await care.wish(ada, wished, "de")
        assert await care.wishes(ada) == wished
        assert await stage.rows("SELECT language FROM people") == [("de",)]
        assert (await care.of(ada)).hard == 5.0


async def test_what_was_shown_is_listed_to_oneself_only(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, bob = await stage.person("ada", Role.LEAD), await stage.person("bob", Role.MODERATOR)
        care, case = Care(ground), await stage.case()
        await stage.show(bob, case, 3, seconds=7)
        clock.pass_minutes(1)
        await stage.show(bob, case, 4, seconds=1)
        assert [(one.level, one.seconds) for one in await care.shown(bob, 7)] == [(3, 7), (4, 1)]
        assert await care.shown(ada, 7) == []
        clock.pass_minutes(60 * 24 * 7)
        assert await care.shown(bob, 7) == []


async def test_a_case_that_is_only_a_check_is_never_shown_above_level_two(fresh_database: str) -> None:
    async with caring(fresh_database, Desk(golden_share=0.2)) as (stage, ground, clock):
        ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.MODERATOR)
        care, case = Care(ground), await stage.decided(bob)
        await stage.do(
            'INSERT INTO golden ("case", person, dealt_at) VALUES ($1, $2, $3)', case, ada.person, clock()
        )
        assert await care.is_golden(ada, case)
        assert await care.golden_for(ada) == case
        await care.may_look(ada, case, 2)
        with pytest.raises(NotAllowed, match="blurred"):
            await care.may_look(ada, case, 3)
        await care.record_golden(ada, case, "remove")
        assert not await care.is_golden(ada, case)
        await care.may_look(ada, case, 3)


async def test_two_tabs_at_once_are_one_shift(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, _):
        ada, care = await stage.person("ada", Role.MODERATOR), Care(ground)
        await asyncio.gather(*(care.noted(ada) for _ in range(8)))
        assert await stage.rows("SELECT kind FROM shifts WHERE ended_at IS NULL") == [("work",)]


def test_there_is_no_way_to_ask_it_of_somebody_else() -> None:
    """Whoever asks is the one of whom it is told."""
    for name, asked in inspect.getmembers(Care, inspect.iscoroutinefunction):
        told = list(inspect.signature(asked).parameters.values())
        assert told[1].annotation in {Visitor, "Visitor"}, name
        assert not [one.name for one in told[2:] if one.name in {"person", "name", "whose"}], name
