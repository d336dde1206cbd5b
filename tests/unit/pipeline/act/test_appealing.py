"""Who appeals is heard by somebody else, and who is right gets back all that can be given back."""

import asyncio

import pytest

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.pipeline.act.appealing import first_people
from leeward.pipeline.act.verdicts import Desk
from leeward.store.casework import cases
from tests.scenes import ALL, Scene, card, scene

ABLE = card((*ALL, "remove_post", "suspend_account", "unsuspend_account"))


async def _decided(stage: Scene, *actions: str, by: str = "ada") -> int:
    await stage.add_server(ABLE)
    case = await stage.add_case(("hold", "limit-account"))
    await stage.act_until_quiet(case)
    await stage.desk.confirm(case, by, actions)
    await stage.act_until_quiet(case)
    return case


async def _appeal(stage: Scene, case: int) -> int:
    async with stage.store.transaction() as connection:
        number = await stage.desk.appeal(connection, case, "grace")
    await stage.act(number)
    return number


async def test_an_appeal_is_a_case_of_its_own_that_orders_nothing_and_waits_for_a_person(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        case = await _decided(stage)
        number = await _appeal(stage, case)
        assert await stage.state(number) is State.WAITING
        assert await stage.orders(number) == []
        assert (await stage.bodies(number, "case.appealed"))[0] == {"case": number, "of": case, "by": "grace"}


async def test_an_upheld_appeal_undoes_all_of_the_first_case_that_can_be_undone(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        case = await _decided(stage, "suspend_account")
        assert ("suspend_account", "a1") in stage.program.so
        number = await _appeal(stage, case)
        assert await stage.desk.release(number, "bob")
        await stage.act_until_quiet(case)
        undone = {one.action for one in await stage.orders(case) if one.undoes}
        assert undone == {"unsuspend_account", "unlimit_account", "release_post", "allow_url"}
        assert await stage.state(case) is await stage.state(number) is State.CLOSED
        assert "appeal.upheld" in await stage.noted(number)
        assert (
            await stage.ask("SELECT verdict, verdict_by FROM cases ORDER BY id") == [("released", "bob")] * 2
        )


async def test_an_appeal_that_is_turned_down_changes_nothing_of_the_first_case(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        case = await _decided(stage)
        before = await stage.orders(case)
        number = await _appeal(stage, case)
        assert await stage.desk.confirm(number, "bob")
        assert await stage.orders(case) == before
        assert await stage.state(case) is State.VERIFYING
        assert await stage.state(number) is State.CLOSED
        assert await stage.orders(number) == []


async def test_nobody_judges_an_appeal_against_what_they_decided_however_they_spell_their_name(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        number = await _appeal(stage, await _decided(stage))
        for name in ("ada", "Ada ", "A\u200dDA"):
            with pytest.raises(CaseError, match="you had a part in"):
                await stage.desk.release(number, name)
        assert await stage.state(number) is State.WAITING


async def test_everybody_who_had_a_voice_counts_as_having_had_a_part(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        case = await _decided(stage)
        await stage.ask(
            'INSERT INTO voices ("case", times, person, name, verdict, actions, said_at) '
            "VALUES ($1, 0, 'carl', 'Carl', 'confirmed', '{}', now()) RETURNING 1",
            case,
        )
        number = await _appeal(stage, case)
        async with stage.store.session() as connection:
            appeal = await cases.one(connection, number)
            assert appeal is not None
            assert await first_people(connection, appeal) == {"ada", "carl"}


async def test_whoever_moderates_alone_may_hear_an_appeal_after_half_an_hour(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        number = await _appeal(stage, await _decided(stage))
        desk = Desk(stage.store, stage.ordering, is_alone=True)
        stage.clock.pass_s(29 * 60)
        with pytest.raises(CaseError, match=r"you may judge it in 1 minute$"):
            await desk.release(number, "ada")
        stage.clock.pass_s(61)
        assert await desk.release(number, "ada")


async def test_an_appeal_is_judged_once_by_whoever_comes_first(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        number = await _appeal(stage, await _decided(stage))
        said = await asyncio.gather(
            stage.desk.release(number, "bob"), stage.desk.confirm(number, "eve"), return_exceptions=True
        )
        assert sorted(isinstance(one, CaseError) for one in said) == [False, True]
        assert (
            await stage.desk.release(number, "bob") is False
            or await stage.desk.confirm(number, "eve") is False
        )


async def test_only_what_was_decided_against_an_author_is_appealed_and_only_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        case = await _decided(stage)
        number = await _appeal(stage, case)
        with pytest.raises(CaseError, match=f"was appealed against: see case {number}"):
            await _appeal(stage, case)
        with pytest.raises(CaseError, match="is an appeal itself"):
            await _appeal(stage, number)
        with pytest.raises(CaseError, match="there is no case 99"):
            await _appeal(stage, 99)


async def test_against_what_was_let_stay_there_is_no_appeal(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(ABLE)
        case = await stage.add_case()
        await stage.act_until_quiet(case)
        await stage.desk.release(case, "ada")
        with pytest.raises(CaseError, match="nothing to appeal against"):
            await _appeal(stage, case)


async def test_a_warning_goes_when_its_author_was_right(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(ABLE)
        case = await stage.add_case()
        await stage.act_until_quiet(case)
        await stage.desk.restrict(case, "ada")
        await stage.act_until_quiet(case)
        assert ("mark_sensitive", "p1") in stage.program.so
        number = await _appeal(stage, case)
        with pytest.raises(CaseError, match="is upheld or turned down"):
            await stage.desk.restrict(number, "bob")
        await stage.desk.release(number, "bob")
        await stage.act_until_quiet(case)
        assert ("mark_sensitive", "p1") not in stage.program.so
