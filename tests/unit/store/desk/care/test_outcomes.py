"""Outcomes' queries; what they add up to is tested with `review.care`."""

from datetime import timedelta

import pytest

from leeward.review.people.rights import Role
from leeward.store.desk.care import outcomes
from leeward.store.desk.care.outcomes import Outcome, Span
from tests.caring import FRIDAY, caring

HOUR = timedelta(hours=1)
SPAN = Span(FRIDAY, FRIDAY + HOUR)


async def test_an_empty_time_brought_nothing(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock), stage.store.session() as connection:
        nothing = Outcome(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        assert await outcomes.outcome(connection, "ada", SPAN) == (nothing, nothing)
        assert await outcomes.waits(connection, SPAN) is None
        assert await outcomes.appeals(connection, SPAN) == (0, 0)
        assert await outcomes.judgements(connection, SPAN) == []
        assert await outcomes.shown(connection, SPAN) == []
        assert await outcomes.shifts(connection, SPAN) == []
        assert await outcomes.saved(connection, SPAN) == {}


@pytest.mark.parametrize(("late", "number"), [(0, 1), (59, 1), (60, 0), (-1, 0)])
async def test_a_time_has_its_first_moment_and_not_its_last(
    fresh_database: str, late: int, number: int
) -> None:
    async with caring(fresh_database) as (stage, _, clock):
        ada = await stage.person("ada", Role.MODERATOR)
        clock.pass_minutes(late)
        await stage.decided(ada)
        async with stage.store.session() as connection:
            assert [one.decided for one in await outcomes.outcome(connection, "ada", SPAN)] == [
                number,
                number,
            ]
            assert [one.decided for one in await outcomes.outcome(connection, "bob", SPAN)] == [0, number]


async def test_whose_rows_they_are_is_told_to_whoever_adds_them_up(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, clock):
        ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.MODERATOR)
        case = await stage.decided(ada)
        await stage.show(bob, case, 3, 0.5, 9)
        await stage.say(ada, [case], unlooked=True)
        await stage.do(
            'INSERT INTO golden ("case", person, dealt_at, verdict, said_at) VALUES ($1, $2, $3, $4, $3)',
            case,
            bob.person,
            clock(),
            "allow",
        )
        await stage.do(
            "INSERT INTO shifts (person, kind, began_at, seen_at) VALUES ($1, 'work', $2, $2)",
            ada.person,
            FRIDAY,
        )
        async with stage.store.session() as connection:
            (judgement,) = await outcomes.judgements(connection, SPAN)
            assert (judgement.name, judgement.said) == ("bob", "released")
            assert (judgement.first_by, judgement.first_said) == ("ada", "confirmed")
            (shown,) = await outcomes.shown(connection, SPAN)
            assert (shown.name, shown.severity, shown.level, shown.seconds) == ("bob", 0.5, 3, 9)
            assert await outcomes.saved(connection, SPAN) == {"ada": 1.0}
            ((name, shift),) = await outcomes.shifts(connection, SPAN)
            assert (name, shift.kind, shift.ended_at) == ("ada", "work", None)
            nowhere = Span(SPAN.start, SPAN.end, [0])
            assert await outcomes.shown(connection, nowhere) == []
            assert await outcomes.shifts(connection, nowhere) != [], "who sees all servers is of every team"
