"""The team as a whole."""

from datetime import timedelta

import pytest

from leeward.review.care.team import Team
from leeward.review.people.rights import Role, Visitor
from tests.caring import Caring, Still, caring

DAY = 60 * 24


async def _week(stage: Caring, clock: Still, people: list[Visitor]) -> None:
    """Last week: everybody decides a case after so many hours, is shown ten minutes, works, judges one."""
    cases: list[int] = []
    for hours, one in enumerate(people, 1):
        case = await stage.case()
        await stage.do(
            "UPDATE cases SET opened_at = $2 WHERE id = $1", case, clock() - timedelta(hours=hours)
        )
        await stage.decide(case, one)
        await stage.show(one, case, 4, seconds=600)
        await stage.say(one, [case, *cases], unlooked=True)
        await stage.do(
            "INSERT INTO shifts (person, kind, began_at, seen_at, ended_at) VALUES ($1, 'work', $2, $3, $3)",
            one.person,
            clock(),
            clock() + timedelta(minutes=50),
        )
        cases.append(case)
    await stage.do(
        "INSERT INTO shifts (person, kind, began_at, seen_at, ended_at) VALUES ($1, 'break', $2, $3, $3)",
        people[0].person,
        clock() + timedelta(minutes=50),
        clock() + timedelta(minutes=55),
    )
    for one, case in zip(people[1:], cases, strict=False):
        verdict = "allow" if one is people[-1] else "remove"
        await stage.do(
            'INSERT INTO golden ("case", person, dealt_at, verdict, said_at) VALUES ($1, $2, $3, $4, $3)',
            case,
            one.person,
            clock(),
            verdict,
        )
    await stage.appeal(cases[0], people[1], "released")
    clock.pass_minutes(7 * DAY)


async def _people(stage: Caring, number: int) -> list[Visitor]:
    here = [await stage.server()]
    return [await stage.person(f"p{place}", Role.MODERATOR, servers=here) for place in range(number)]


async def test_a_week_of_four_is_told_as_a_whole(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        lead, people = await stage.person("lead", Role.LEAD), await _people(stage, 4)
        await _week(stage, clock, people)
        told = await Team(ground).of_week(lead, 1)
        assert told.waits is not None
        # of 1, 2, 3 and 4 hours, and none for the appeal
        assert told.waits.number == 5
        assert told.waits.half == pytest.approx(2 * 3600)
        assert told.waits.most == pytest.approx(3.8 * 3600)
        assert told.overturned is not None
        assert (told.overturned.hits, told.overturned.of) == (1, 1)
        assert told.exposure == 40
        assert told.saved == 10
        assert told.rested is not None
        assert (told.rested.hits, told.rested.of) == (1, 4)
        # two pairs agree, one does not: 1 - (6 - 1) * 2 / (36 - 25 - 1)
        assert told.judged == 3
        assert told.agreement == pytest.approx(0.0)


@pytest.mark.parametrize("number", [2, 3])
async def test_of_too_few_nothing_is_told(fresh_database: str, number: int) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        lead = await stage.person("lead", Role.LEAD)
        others = await _people(stage, number - 1)
        await _week(stage, clock, [lead, *others])
        told = await Team(ground).of_week(lead, 1)
        figures = (
            told.waits,
            told.overturned,
            told.agreement,
            told.judged,
            told.rested,
            told.exposure,
            told.saved,
        )
        assert figures == (None,) * 7


async def test_the_week_that_lasts_and_one_without_anything_are_not_told(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        lead, people = await stage.person("lead", Role.LEAD), await _people(stage, 4)
        await _week(stage, clock, people)
        now = await Team(ground).of_week(lead, 0)
        assert (now.week.ago, now.exposure) == (1, 40)
        before = await Team(ground).of_week(lead, 2)
        assert (before.waits, before.exposure, before.rested) == (None, None, None)


async def test_a_lead_of_another_server_is_told_nothing_of_this_one(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        elsewhere = await stage.server("other.example")
        lead, people = await stage.person("lead", Role.LEAD, servers=[elsewhere]), await _people(stage, 4)
        await _week(stage, clock, people)
        told = await Team(ground).of_week(lead, 1)
        assert (told.waits, told.exposure, told.saved, told.judged, told.rested) == (None,) * 5
