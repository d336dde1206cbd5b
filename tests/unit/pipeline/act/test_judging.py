"""What may stay behind a warning stays, and the rest of its hold does not."""

from dataclasses import replace

import pytest

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.model.items import Post
from leeward.pipeline.act.judging import Judge, check_actions
from tests.scenes import ALL, Scene, card, post, scene

HIDES = card((*ALL, "remove_post"))


async def _waiting(stage: Scene) -> int:
    case = await stage.add_case()
    await stage.act_until_quiet(case)
    return case


async def test_a_restricted_post_is_shown_again_behind_a_warning_and_the_case_is_over(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(HIDES)
        case = await _waiting(stage)
        assert ("hold_post", "p1") in stage.program.so
        assert await stage.desk.restrict(case, "ada")
        await stage.act_until_quiet(case)
        assert stage.program.so == {("release_post", "p1"), ("mark_sensitive", "p1")}
        assert await stage.state(case) is State.CLOSED
        assert (await stage.bodies(case, "case.restricted"))[0]["action"] == "mark_sensitive"


async def test_restricting_twice_is_restricting_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(HIDES)
        case = await _waiting(stage)
        assert [await stage.desk.restrict(case, "ada"), await stage.desk.restrict(case, "Ada")] == [
            True,
            False,
        ]
        with pytest.raises(CaseError, match="was restricted by ada"):
            await stage.desk.release(case, "bob")


async def test_where_a_warning_was_all_of_the_hold_nothing_of_it_is_taken_back(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("mark_sensitive", "unmark_sensitive")))
        case = await _waiting(stage)
        assert stage.program.so == {("mark_sensitive", "p1")}
        await stage.desk.restrict(case, "ada")
        await stage.act_until_quiet(case)
        assert stage.program.so == {("mark_sensitive", "p1")}
        assert "unmark_sensitive" not in await stage.states(case)


async def test_what_another_case_was_restricted_to_does_not_keep_this_post_hidden(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(
            card(("limit_account", "unlimit_account", "mark_sensitive", "unmark_sensitive"))
        )
        first, second = await _waiting(stage), await stage.add_case(about=_same_author())
        await stage.act_until_quiet(second)
        await stage.desk.restrict(first, "ada")
        await stage.act_until_quiet(first)
        await stage.desk.release(second, "ada")
        await stage.act_until_quiet(second)
        assert ("limit_account", "a1") not in stage.program.so
        assert ("mark_sensitive", "p1") in stage.program.so  # the first case's verdict


def _same_author() -> Post:
    return replace(post(1), native_id="p9", uri="https://home.example/posts/9")


async def test_a_server_without_anything_milder_is_said_to_be_one(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("hold_post", "release_post", "remove_post")))
        case = await _waiting(stage)
        with pytest.raises(CaseError, match="can neither mark a post nor limit its author") as caught:
            await stage.desk.restrict(case, "ada")
        assert caught.value.hint == "allow the post, or remove it"
        assert await stage.state(case) is State.WAITING


async def test_what_only_a_person_can_mark_is_left_to_one_and_keeps_the_case_open(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(
            card(("hold_post", "release_post"), {"mark_sensitive": "/posts/{post}", "unmark_sensitive": None})
        )
        case = await _waiting(stage)
        await stage.desk.restrict(case, "ada")
        await stage.act_until_quiet(case)
        assert (await stage.states(case))["mark_sensitive"] == "by hand"
        assert await stage.state(case) is State.RESTRICTED


async def test_a_hold_under_way_that_nobody_heard_of_is_taken_back_once_it_is_known(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(HIDES)
        stage.program.script = ["done but lost"]
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.restrict(case, "ada")
        await stage.act_until_quiet(case)
        assert stage.program.so == {("release_post", "p1"), ("mark_sensitive", "p1")}


async def test_a_verdict_in_a_transaction_that_fails_has_not_been_said(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(HIDES)
        case = await _waiting(stage)
        with pytest.raises(ZeroDivisionError):
            await _confirm_and_break(stage, case)
        assert await stage.state(case) is State.WAITING
        assert "remove_post" not in await stage.states(case)


async def _confirm_and_break(stage: Scene, case: int) -> None:
    async with stage.store.transaction() as connection:
        assert await Judge(stage.ordering).confirm(connection, case, "ada")
        raise ZeroDivisionError


def test_what_a_verdict_cannot_ask_for_is_refused() -> None:
    with pytest.raises(CaseError, match="deny_url"):
        check_actions(["deny_url"])
