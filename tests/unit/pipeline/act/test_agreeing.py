"""Where two people must agree, one cannot: not twice, not under another spelling, not by another way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.pipeline.act.agreeing import known_as, needs_two
from leeward.pipeline.explain import story
from leeward.store.casework import cases
from tests.newcomers import Street, policy, street
from tests.scenes import ACCOUNTS, card

REMOVES = card((*ACCOUNTS, "remove_post", "suspend_account"))
HALF_AN_HOUR = 1800


def _policy(then: str, human: str = "two") -> str:
    return policy(("far", "media.count > 0", then, f'human = "{human}"', 'queue = "elders"'))


@asynccontextmanager
async def _asked(url: str, then: str = '["remove"]', human: str = "two") -> AsyncIterator[Street]:
    """Case 1, that waits for people."""
    async with street(url, _policy(then, human), REMOVES) as one:
        await one.look(await one.arrive(), "looked")
        await one.settle()
        assert await one.cases() == [(1, "waiting")]
        yield one


async def _ordered(one: Street) -> list[str]:
    return [order.action for order in await one.stage.orders(1) if order.person]


async def test_the_second_person_orders_it_and_the_first_does_nothing(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        assert await one.stage.desk.confirm(1, "Ada")
        assert (await one.cases(), await _ordered(one)) == ([(1, "waiting")], [])
        assert await one.stage.bodies(1, "case.voiced") == [
            {"person": "Ada", "actions": ["remove_post"], "case": 1}
        ]
        assert await one.stage.desk.confirm(1, "bob")
        assert await one.cases() == [(1, "confirmed")]
        assert "remove_post" in await _ordered(one)
        (told,) = await one.stage.bodies(1, "case.confirmed")
        assert (told["person"], told["voices"], told["is_alone"]) == ("bob", ["Ada", "bob"], False)


@pytest.mark.parametrize(
    "again",
    [
        *("ada", "ADA", " Ada ", "A da", "\uff21\uff44\uff41", "A\u200dd\u00ada", "\U0001d400da"),
        *("\u0410da", "Ad\u0430", "A\u034fda", "Ada\ufe0f", "A\u3164da", "A\u0336da"),  # drawn the same
    ],
)
async def test_nobody_is_two_people_by_another_spelling(fresh_database: str, again: str) -> None:
    async with _asked(fresh_database) as one:
        assert await one.stage.desk.confirm(1, "Ada")
        assert not await one.stage.desk.confirm(1, again)
        assert (await one.cases(), await _ordered(one)) == ([(1, "waiting")], [])


async def test_two_at_once_are_two_and_one_at_once_is_one(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        said = await asyncio.gather(*(one.stage.desk.confirm(1, "ada") for _ in range(4)))
        assert sorted(said) == [False, False, False, True]
        assert await one.cases() == [(1, "waiting")]
        told = await asyncio.gather(
            *(one.stage.desk.confirm(1, name) for name in ("bob", "eve")), return_exceptions=True
        )
        assert [type(each) for each in told].count(bool) == 1
        assert (await _ordered(one)).count("remove_post") == 1


async def test_whoever_is_second_is_not_told_what_the_first_said(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        await one.stage.desk.confirm(1, "Ada Lovelace")
        async with one.stage.store.session() as connection:
            assert not [line for line in await story(connection, 1) if "Ada" in line or "confirmed" in line]
        await one.stage.desk.confirm(1, "bob")
        async with one.stage.store.session() as connection:
            told = "\n".join(await story(connection, 1))
        assert "Ada Lovelace confirmed it on 2026-03-01 at 12:00:00 UTC." in told
        assert "bob decided on" in told


async def test_a_release_by_either_of_them_is_the_end_of_it(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        await one.stage.desk.confirm(1, "ada")
        assert await one.stage.desk.release(1, "ada")
        with pytest.raises(CaseError, match="was released by ada"):
            await one.stage.desk.confirm(1, "bob")
        assert "remove_post" not in await _ordered(one)


async def test_voices_of_an_earlier_time_do_not_count(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        await one.stage.desk.confirm(1, "ada")
        await one.stage.desk.confirm(1, "bob")
        await one.stage.ask("UPDATE cases SET state = 'returned'")
        assert await one.stage.desk.confirm(1, "bob")
        assert await one.cases() == [(1, "returned")]
        assert not await one.stage.desk.confirm(1, "bob")
        assert await one.stage.desk.confirm(1, "ada")
        assert await one.cases() == [(1, "confirmed")]


@pytest.mark.parametrize(
    ("then", "human"), [('["remove"]', "one"), ('["report-ncmec"]', "two"), ('["suspend"]', "two")]
)
async def test_what_was_not_proposed_to_two_one_person_orders(
    fresh_database: str, then: str, human: str
) -> None:
    async with _asked(fresh_database, then, human) as one:
        assert await one.stage.desk.confirm(1, "ada")
        assert await one.cases() == [(1, "confirmed")]
        (told,) = await one.stage.bodies(1, "case.confirmed")
        assert "voices" not in told


async def test_what_is_asked_for_besides_waits_for_two_where_it_was_proposed_to_two(
    fresh_database: str,
) -> None:
    async with _asked(fresh_database, '["suspend"]') as one:
        assert await one.stage.desk.confirm(1, "ada", ["suspend_account"])
        assert (await one.cases(), await _ordered(one)) == ([(1, "waiting")], [])
        assert await one.stage.desk.confirm(1, "bob", ["suspend_account"])
        assert {"remove_post", "suspend_account"} <= set(await _ordered(one))


async def test_all_of_it_waits_for_somebody_who_asks_for_all_of_it(fresh_database: str) -> None:
    async with _asked(fresh_database, '["remove", "suspend"]') as one:
        await one.stage.desk.confirm(1, "ada")
        await one.stage.desk.confirm(1, "bob", ["suspend_account"])
        assert (await one.cases(), await _ordered(one)) == ([(1, "waiting")], [])
        assert await one.stage.desk.confirm(1, "ada", ["suspend_account"])
        assert {"remove_post", "suspend_account"} <= set(await _ordered(one))


async def test_a_later_decision_that_asks_for_less_takes_nothing_back(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        await one.adopt(_policy('["remove"]', "one"))
        await one.deciding.decide({"items": [1]})
        assert await one.stage.ask("SELECT count(*) FROM decisions") == [(2,)]
        async with one.stage.store.session() as connection:
            assert await needs_two(connection, 1) == {"remove_post"}


async def test_purging_deletes_so_it_needs_as_many(fresh_database: str) -> None:
    async with _asked(fresh_database, '["purge"]') as one:
        await one.stage.desk.confirm(1, "ada")
        assert await one.cases() == [(1, "waiting")]


async def test_who_moderates_alone_says_it_again_after_half_an_hour(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        alone = replace(one.stage.desk, is_alone=True)
        assert await alone.confirm(1, "ada")
        one.stage.clock.pass_s(HALF_AN_HOUR - 61)
        with pytest.raises(CaseError, match="may confirm it again in 2 minutes"):
            await alone.confirm(1, "Ada")
        one.stage.clock.pass_s(60)
        with pytest.raises(CaseError, match=r"again in 1 minute$"):
            await alone.confirm(1, "ada")
        assert await _ordered(one) == []
        one.stage.clock.pass_s(1)
        assert await alone.confirm(1, "ada")
        assert "remove_post" in await _ordered(one)
        (told,) = await one.stage.bodies(1, "case.confirmed")
        assert (told["voices"], told["is_alone"]) == (["ada"], True)
        async with one.stage.store.session() as connection:
            told_in_words = "\n".join(await story(connection, 1))
        assert "ada confirmed it again on 2026-03-01 at 12:30:00 UTC, as nobody else" in told_in_words


async def test_alone_whoever_asks_for_more_begins_anew(fresh_database: str) -> None:
    async with _asked(fresh_database, '["remove", "suspend"]') as one:
        alone = replace(one.stage.desk, is_alone=True)
        await alone.confirm(1, "ada")
        one.stage.clock.pass_s(HALF_AN_HOUR)
        assert await alone.confirm(1, "ada", ["suspend_account"])
        with pytest.raises(CaseError, match="again in 30 minutes"):
            await alone.confirm(1, "ada", ["suspend_account"])
        assert await _ordered(one) == []


async def test_a_second_person_needs_no_half_hour_though_one_moderates_alone(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        alone = replace(one.stage.desk, is_alone=True)
        await alone.confirm(1, "ada")
        assert await alone.confirm(1, "bob")
        assert await one.cases() == [(1, "confirmed")]


async def test_no_other_way_orders_what_two_must_agree_to(fresh_database: str) -> None:
    async with _asked(fresh_database) as one:
        await one.stage.desk.confirm(1, "ada")
        with pytest.raises(CaseError):
            await one.stage.desk.close(1, "ada", "why")
        for order in await one.stage.orders(1):
            with pytest.raises(CaseError):
                await one.stage.desk.tick(order.id, "ada")
        await one.stage.desk.let_go(one.stage.server, "remove_post", 100, "ada")
        await one.settle()
        assert await _ordered(one) == []
        assert await one.stage.state(1) is State.WAITING


async def test_the_first_voice_leaves_the_case_as_it_was(fresh_database: str) -> None:
    async with _asked(fresh_database) as one, one.stage.store.session() as connection:
        before = await cases.one(connection, 1)
        await one.stage.desk.confirm(1, "ada")
        assert await cases.one(connection, 1) == before


@given(st.text(max_size=20))
def test_a_name_is_known_as_the_same_however_often_it_is_asked(name: str) -> None:
    assert known_as(known_as(name)) == known_as(name)
    assert known_as(name.strip()) == known_as(name)


def test_other_people_are_other_people() -> None:
    assert len({known_as(name) for name in ("ada", "bob", "Adä", "ада")}) == 4
