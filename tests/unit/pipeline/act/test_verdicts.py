"""What a person decides, everything follows from; and nobody decides twice."""

import asyncio

import pytest

from leeward.model.cases import State
from leeward.model.errors import CaseError, ConfigError
from tests.scenes import ACCOUNTS, card, scene

REMOVES = card((*ACCOUNTS, "remove_post"))


async def test_a_confirmed_case_orders_the_removal_with_its_job_and_its_note(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(REMOVES)
        case = await stage.add_case()
        await stage.act(case)
        assert await stage.desk.confirm(case, "ada", ["suspend_account"])
        states = await stage.states(case)
        assert states["remove_post"] == "waiting"
        assert states["suspend_account"] == "by hand"  # this server cannot by itself
        assert (await stage.noted(case))[-2:] == ["case.ordered", "case.confirmed"]
        assert ("act", f"act:{case}:confirmed:1") in await stage.jobs()
        people = {one.action: one.person for one in await stage.orders(case)}
        assert people["remove_post"] == "ada"
        assert people["limit_account"] is None


async def test_the_same_verdict_by_the_same_person_changes_nothing(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(REMOVES)
        case = await stage.add_case()
        await stage.act(case)
        said = await asyncio.gather(*(stage.desk.confirm(case, "ada") for _ in range(3)))
        assert sorted(said) == [False, False, True]
        assert [one.action for one in await stage.orders(case)].count("remove_post") == 1
        assert (await stage.noted(case)).count("case.confirmed") == 1


async def test_whoever_contradicts_is_told_who_decided_what_and_when(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(REMOVES)
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.release(case, "ada")
        with pytest.raises(CaseError, match="was released by ada on 2026-03-01 at 12:00 UTC"):
            await stage.desk.confirm(case, "bob")
        assert "remove_post" not in await stage.states(case)


async def test_a_case_that_is_not_ready_or_not_there_cannot_be_decided(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(REMOVES)
        case = await stage.add_case()
        with pytest.raises(CaseError, match="is decided: it cannot be confirmed now"):
            await stage.desk.confirm(case, "ada")
        with pytest.raises(CaseError, match="there is no case 77"):
            await stage.desk.release(77, "ada")
        with pytest.raises(CaseError, match="cannot be closed now"):
            await stage.desk.close(case, "ada", "no reason")


async def test_only_actions_on_posts_and_accounts_can_be_asked_for(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        with pytest.raises(CaseError, match="resolve_report"):
            await stage.desk.confirm(1, "ada", ["resolve_report"])
        with pytest.raises(ConfigError, match="burn"):
            await stage.desk.confirm(1, "ada", ["burn"])


async def test_a_released_case_waits_for_nobody_to_do_by_hand_what_is_not_wanted_any_more(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(()))
        case = await stage.add_case()
        await stage.act(case)
        assert (await stage.states(case))["hold_post"] == "by hand"
        await stage.desk.release(case, "ada")
        await stage.act_until_quiet(case)
        assert (await stage.states(case))["hold_post"] == "withdrawn"
        assert await stage.state(case) is State.CLOSED


async def test_a_released_case_withdraws_what_waits_and_undoes_what_was_done(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(REMOVES)
        case = await stage.add_case()
        stage.program.script = ["done", "later"]
        await stage.act(case)
        assert await stage.desk.release(case, "ada")
        assert not await stage.desk.release(case, "ada")
        states = await stage.states(case)
        assert states["mark_sensitive"] == "done"
        assert states["limit_account"] == "withdrawn"
        (told,) = await stage.bodies(case, "case.released")
        ids = [one.id for one in await stage.orders(case) if one.state == "withdrawn"]
        assert (told["person"], told["withdrawn"]) == ("ada", ids)
        assert states["unmark_sensitive"] == "waiting"
        assert states["allow_url"] == "waiting"
        assert "unlimit_account" not in states


async def test_a_returned_case_is_removed_again_or_closed_by_a_person(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(REMOVES)
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.confirm(case, "ada")
        await stage.ask("UPDATE cases SET state = 'returned' WHERE id = $1", case)
        assert await stage.desk.confirm(case, "ada")
        assert not await stage.desk.confirm(case, "ada")
        assert [one.action for one in await stage.orders(case)].count("remove_post") == 2
        await stage.ask("UPDATE cases SET state = 'returned' WHERE id = $1", case)
        assert await stage.desk.close(case, "bob", "the author's own copy")
        assert not await stage.desk.close(case, "bob", "the author's own copy")
        assert await stage.state(case) is State.CLOSED


async def test_a_person_ticks_what_was_to_be_done_by_hand_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(ACCOUNTS, {"remove_post": "/admin/{post}"}))
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.confirm(case, "ada")
        (order,) = [one for one in await stage.orders(case) if one.action == "remove_post"]
        assert order.answer is not None
        assert order.answer.detail is not None
        assert order.answer.detail["link"] == "https://home.example/admin/p1"
        assert await stage.desk.tick(order.id, "bob")
        assert not await stage.desk.tick(order.id, "bob")
        with pytest.raises(CaseError, match="there is no order 999"):
            await stage.desk.tick(999, "bob")
        waiting = next(one for one in await stage.orders(case) if one.action == "deny_url" and one.person)
        with pytest.raises(CaseError, match="it is waiting"):
            await stage.desk.tick(waiting.id, "bob")
