"""Golden items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.config import Desk
from leeward.model.errors import CaseError
from leeward.review.care.golden import Golden, agrees, chosen, is_turn
from leeward.review.people.rights import Role
from tests.caring import caring

ALWAYS = Desk(golden_share=0.2)
DAY = 60 * 24


def turns(person: int, number: int = 20_000) -> int:
    return sum(is_turn(person, turn, 0.03) for turn in range(number))


@pytest.mark.parametrize("person", [1, 2, 77])
def test_three_of_a_hundred_turns_are_golden_and_always_the_same_ones(person: int) -> None:
    assert turns(person) == turns(person)
    assert 500 < turns(person) < 700
    assert {turn for turn in range(500) if is_turn(person, turn, 0.03)} != {
        turn for turn in range(500) if is_turn(person + 1, turn, 0.03)
    }


@given(st.integers(1, 999), st.lists(st.integers(1, 999), unique=True))
def test_one_of_the_cases_is_chosen_whatever_their_order(person: int, cases: list[int]) -> None:
    found = chosen(person, cases)
    assert (found in cases) if cases else found is None
    assert chosen(person, [*reversed(cases)]) == found


@pytest.mark.parametrize(
    ("answer", "decided", "expected"),
    [
        ("allow", "released", True),
        ("allow", "confirmed", False),
        ("remove", "confirmed", True),
        ("restrict", "confirmed", True),
        ("restrict", "restricted", True),
        ("remove", "released", False),
        ("unable", "confirmed", None),
        ("skip", "released", None),
    ],
)
def test_who_agrees(answer: str, decided: str, expected: bool | None) -> None:
    assert agrees(answer, decided) is expected


async def test_a_golden_turn_deals_a_case_that_others_decided_and_acts_on_nothing(
    fresh_database: str,
) -> None:
    async with caring(fresh_database, ALWAYS) as (stage, ground, clock):
        golden = Golden(ground)
        ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.MODERATOR)
        mine = await stage.decided(ada)
        fresh = await stage.decided(bob)
        clock.pass_minutes(DAY / 2)
        await stage.do("UPDATE cases SET verdict_at = verdict_at - interval '1 day' WHERE id = $1", mine)
        dealt = set()
        for _ in range(60):
            found = await golden.deal(ada)
            dealt.add(found)
            assert found == await golden.deal(ada)
            if found is None:
                await stage.say(ada, [mine])
            else:
                await golden.say(ada, found, "allow")
        assert dealt == {None}, "what was decided today, or by themselves, is not asked about"
        clock.pass_minutes(DAY)
        before = await stage.rows("SELECT state, verdict, verdict_by, times, moved_at FROM cases ORDER BY id")
        for _ in range(60):
            found = await golden.deal(ada)
            if found is not None:
                assert found == fresh
                assert await golden.is_open(ada, fresh)
                assert not await golden.is_open(bob, fresh)
                await golden.say(ada, found, "allow")
                break
            await stage.say(ada, [mine])
        told = await golden.answered(ada, fresh)
        assert (told.said, told.decided) == ("allow", "confirmed")
        assert (
            await stage.rows("SELECT state, verdict, verdict_by, times, moved_at FROM cases ORDER BY id")
            == before
        )
        assert await stage.rows("SELECT count(*) FROM orders") == [(0,)]
        with pytest.raises(CaseError, match="does not wait for your answer"):
            await golden.say(ada, fresh, "remove")
        with pytest.raises(CaseError, match="no check of yours"):
            await golden.answered(bob, fresh)


@pytest.mark.parametrize(
    ("share", "roles", "colleague"),
    [(0.0, (Role.MODERATOR,), True), (0.2, (Role.OBSERVER,), True), (0.2, (Role.LEAD, Role.OPERATOR), False)],
    ids=["switched off", "decides nothing", "works alone"],
)
async def test_nothing_golden_is_dealt(
    fresh_database: str, share: float, roles: tuple[Role, ...], colleague: bool
) -> None:
    async with caring(fresh_database, Desk(golden_share=share)) as (stage, ground, clock):
        ada = await stage.person("ada", *roles)
        gone = await stage.person("gone", Role.MODERATOR)
        if not colleague:
            await stage.do("UPDATE people SET left_at = $1 WHERE id = $2", clock(), gone.person)
        for _ in range(3):
            await stage.decided(gone)
        case = await stage.decided(ada)
        clock.pass_minutes(2 * DAY)
        for _ in range(40):
            assert await Golden(ground).deal(ada) is None
            await stage.say(ada, [case])


async def test_nobody_is_dealt_what_they_may_not_see_or_have_been_shown(fresh_database: str) -> None:
    async with caring(fresh_database, ALWAYS) as (stage, ground, clock):
        here, bob = await stage.server(), await stage.person("bob", Role.CHILD_SAFETY)
        ada = await stage.person("ada", Role.MODERATOR, servers=[here])
        other = await stage.case(host="other.example")
        await stage.decide(other, bob)
        await stage.decided(bob, queue="child-safety")
        shown = await stage.decided(bob)
        await stage.show(ada, shown, 1)
        appealed = await stage.decided(bob)
        await stage.appeal(appealed, bob, "released")
        waiting = await stage.case()
        clock.pass_minutes(2 * DAY)
        for _ in range(60):
            assert await Golden(ground).deal(ada) is None
            await stage.say(ada, [waiting])


async def test_what_was_dealt_and_left_is_nobodys_after_the_claims_time(fresh_database: str) -> None:
    async with caring(fresh_database, Desk(golden_share=0.2, claim_minutes=15)) as (stage, ground, clock):
        ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.MODERATOR)
        case = await stage.decided(bob)
        statement = 'INSERT INTO golden ("case", person, dealt_at) VALUES ($1, $2, $3)'
        await stage.do(statement, case, ada.person, clock())
        clock.pass_minutes(14)
        assert await Golden(ground).is_open(ada, case)
        clock.pass_minutes(2)
        assert not await Golden(ground).is_open(ada, case)
        with pytest.raises(CaseError, match="cannot be said"):
            await Golden(ground).say(ada, case, "perhaps")
