"""Each order is carried out at most once, whatever dies on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.model.items import Post
from leeward.model.orders import Order, Receipt
from leeward.plugins.servers.protocol import Link
from tests.databases import Databases, blocking
from tests.scenes import ACCOUNTS, Killed, Scene, Scripted, card, post, scene

REMOVES = card((*ACCOUNTS, "remove_post"))
ACTS = ("done", "later", "lost", "done but lost", "killed before", "killed after", "refused")


async def test_what_is_done_has_a_receipt_and_a_note(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.act(case)
        assert stage.program.performed == [("hold_post", "p1")]
        assert await stage.states(case) == {"hold_post": "done", "deny_url": "done"}
        (said,) = [one for one in await stage.bodies(case, "order.answered") if one["action"] == "hold_post"]
        assert (said["answer"], said["said"], said["attempt"]) == ("done", "scripted: done", 1)
        assert await stage.ask("SELECT url FROM denied") == [("https://home.example/media/1.png",)]


async def test_killed_after_the_server_did_it_it_is_seen_and_not_done_again(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.script = ["killed after"]
        with pytest.raises(Killed):
            await stage.act(case)
        assert (await stage.states(case))["hold_post"] == "sent"
        await stage.act(case)  # somebody may still be at it
        assert (await stage.states(case))["hold_post"] == "sent"
        stage.clock.pass_s(61)
        await stage.act(case)
        assert (await stage.states(case))["hold_post"] == "done"
        assert stage.program.performed == [("hold_post", "p1")]


async def test_killed_before_the_server_did_it_it_is_done_later(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.script = ["killed before"]
        with pytest.raises(Killed):
            await stage.act(case)
        stage.clock.pass_s(61)
        await stage.act(case)
        assert stage.program.performed == [("hold_post", "p1")]


async def test_what_cannot_be_seen_is_never_sent_again_but_asked_of_a_person(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.script, stage.program.is_blind = ["done but lost"], True
        await stage.act(case)
        stage.clock.pass_s(61)
        await stage.act(case)
        assert (await stage.states(case))["hold_post"] == "by hand"
        await stage.desk.release(case, "ada")
        stage.clock.pass_s(300)
        await stage.act(case)
        await stage.act_until_quiet(case)
        assert stage.program.so == {("release_post", "p1")}  # perhaps it was done: it is taken back


async def test_a_server_that_asks_for_patience_gets_it(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case, other = await stage.add_case(), await stage.add_case(about=post(2))
        stage.program.script, stage.program.retry_after_s = ["later"], 900.0
        await stage.act(case)
        (order,) = [one for one in await stage.orders(case) if one.action == "hold_post"]
        assert order.next_at == stage.clock() + timedelta(seconds=900)
        await stage.act(other)
        assert stage.program.performed == []  # nobody asks before that
        assert await stage.state(other) is State.WAITING  # but people may decide
        stage.clock.pass_s(901)
        await stage.act(case)
        await stage.act(other)
        assert stage.program.performed == [("hold_post", "p1"), ("hold_post", "p2")]


async def test_a_refusal_is_the_end_and_rings(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.script = ["refused"]
        await stage.act(case)
        assert (await stage.states(case))["hold_post"] == "refused"
        assert any("hold_post is refused" in said for said in (await stage.alarms()).values())
        stage.clock.pass_s(9999)
        await stage.act(case)
        assert stage.program.performed == []


async def test_a_way_back_that_is_refused_is_a_persons_work(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.script = ["done", "refused"]
        await stage.act(case)
        await stage.desk.release(case, "ada")
        await stage.act(case)
        assert (await stage.states(case))["release_post"] == "by hand"
        assert await stage.state(case) is State.RELEASED
        assert any("release_post is refused" in said for said in (await stage.alarms()).values())
        (order,) = [one for one in await stage.orders(case) if one.action == "release_post"]
        await stage.desk.tick(order.id, "ada")
        await stage.act(case)
        assert await stage.state(case) is State.CLOSED


async def test_what_was_so_before_us_is_not_taken_back(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(ACCOUNTS))
        stage.program.so = {("limit_account", "a1")}  # a moderator's doing
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.release(case, "ada")
        await stage.act_until_quiet(case)
        assert await stage.state(case) is State.CLOSED
        assert ("limit_account", "a1") in stage.program.so
        assert "unlimit_account" not in await stage.states(case)
        assert ("mark_sensitive", "p1") not in stage.program.so


async def test_what_another_case_wants_stays_until_that_one_is_released_too(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("limit_account", "unlimit_account")))
        author = post(1)
        second = post(2)
        second = type(second)(
            second.native_id, second.uri, author.author, second.visibility, media=second.media
        )
        first, other = await stage.add_case(about=author), await stage.add_case(about=second)
        await stage.act(first)
        await stage.act(other)
        assert stage.program.performed == [("limit_account", "a1")]
        await stage.desk.release(first, "ada")
        await stage.act_until_quiet(first)
        assert ("limit_account", "a1") in stage.program.so
        await stage.desk.release(other, "ada")
        await stage.act_until_quiet(other)
        assert ("limit_account", "a1") not in stage.program.so


class _Slow(Scripted):
    """Takes its time to answer, as servers do."""

    async def perform(self, link: Link, order: Order) -> Receipt:
        """As the script says, in a while."""
        await asyncio.sleep(0.1)
        return await super().perform(link, order)


def _of_one() -> tuple[Post, Post]:
    """Two posts of one author."""
    first = post(1)
    return first, replace(post(2), author=first.author)


async def _two_cases(stage: Scene) -> list[int]:
    await stage.add_server(card(("limit_account", "unlimit_account")))
    return [await stage.add_case(about=one) for one in _of_one()]


async def test_two_cases_of_one_account_at_once_do_to_it_what_they_both_want_once(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        stage.program = _Slow()
        both = await _two_cases(stage)
        await asyncio.gather(*(stage.act(case) for case in both))
        await asyncio.gather(*(stage.act_until_quiet(case) for case in both))
        assert stage.program.performed == [("limit_account", "a1")]
        assert [(await stage.states(case))["limit_account"] for case in both] == ["done", "done"]


async def test_what_was_so_before_two_cases_is_left_by_both(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        stage.program.so = {("limit_account", "a1")}  # a moderator's doing
        both = await _two_cases(stage)
        for case in both:
            await stage.act(case)
        for case in both:
            await stage.desk.release(case, "ada")
            await stage.act_until_quiet(case)
        assert stage.program.performed == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the way back first", "the other first"])
async def test_a_case_that_is_released_while_another_waits_leaves_nothing_behind(
    fresh_database: str, order: tuple[int, int]
) -> None:
    """Whoever comes first when the server answers again: the other's account is limited, and then not."""
    async with scene(fresh_database) as stage:
        both = await _two_cases(stage)
        await stage.act(both[0])
        await stage.pacer.hold_off(stage.server, 900)
        await stage.act(both[1])
        await stage.desk.release(both[0], "ada")
        stage.clock.pass_s(901)
        for at in order:
            await stage.act(both[at])
        await stage.act_until_quiet(both[1])
        assert stage.program.so - {("unlimit_account", "a1")} == {("limit_account", "a1")}
        assert await stage.state(both[0]) is State.CLOSED
        await stage.desk.release(both[1], "ada")
        await stage.act_until_quiet(both[1])
        assert ("limit_account", "a1") not in stage.program.so
        assert await stage.state(both[1]) is State.CLOSED


async def test_what_is_done_by_hand_is_looked_at_until_it_is_seen(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card((), {"hold_post": "/mod/{post}"}))
        case = await stage.add_case()
        await stage.act(case)
        (order,) = [one for one in await stage.orders(case) if one.action == "hold_post"]
        assert order.state == "by hand"
        assert order.answer is not None
        assert (order.answer.detail or {})["link"] == "https://home.example/mod/p1"
        stage.program.so.add(("hold_post", "p1"))  # somebody clicks
        stage.clock.pass_s(200)
        await stage.act(case)
        assert (await stage.states(case))["hold_post"] == "done"


async def test_the_page_of_a_report_that_is_filed_for_it_is_told_once_it_is_known(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        hand = {"remove_post": "/admin/reports/{report}"}
        await stage.add_server(card((*ACCOUNTS, "file_report"), hand))
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.confirm(case, "ada")
        await stage.act_until_quiet(case)
        assert await _page(stage, case) is None
        await stage.ask(
            "INSERT INTO flags (server, native_id, flag, told_at, is_open) "
            "SELECT server, 'r7', '{\"posts\": [\"p1\"]}', now(), true FROM cases"
        )
        stage.clock.pass_s(6)
        await stage.act(case)
        assert await _page(stage, case) == "https://home.example/admin/reports/r7"


async def _page(stage: Scene, case: int) -> object:
    (order,) = [one for one in await stage.orders(case) if one.action == "remove_post"]
    assert order.answer is not None
    return (order.answer.detail or {}).get("link")


async def test_two_workers_at_one_case_do_its_orders_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(ACCOUNTS))
        case = await stage.add_case()
        await asyncio.gather(*(stage.act(case) for _ in range(5)))
        await stage.act_until_quiet(case)
        assert sorted(stage.program.performed) == [("limit_account", "a1"), ("mark_sensitive", "p1")]


MOVES = st.lists(st.sampled_from(("act", "act", "act", "confirm", "release", "pass")), max_size=12)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(st.sampled_from(ACTS), max_size=8), moves=MOVES)
def test_no_order_is_ever_done_twice(databases: Databases, script: list[str], moves: list[str]) -> None:
    """Whatever is answered, decided and killed, in whatever order."""

    async def run(url: str) -> None:
        async with scene(url) as stage:
            await stage.add_server(REMOVES)
            case = await stage.add_case()
            stage.program.script = list(script)
            for move in moves:
                await _moved(stage, case, move)
            for _ in range(12):
                stage.clock.pass_s(3600)
                await _moved(stage, case, "act")
            done = stage.program.performed
            assert len(done) == len(set(done)), done
            states = await stage.states(case)
            if await stage.state(case) is State.CLOSED:  # it was released, and nothing of ours is left
                assert not {("mark_sensitive", "p1"), ("limit_account", "a1")} & stage.program.so
            assert "sent" not in states.values()
            assert "waiting" not in states.values()

    with databases.fresh() as url:
        blocking(run(url))


async def _moved(stage: Scene, case: int, move: str) -> None:
    try:
        match move:
            case "act":
                await stage.act(case)
            case "confirm":
                await stage.desk.confirm(case, "ada")
            case "release":
                await stage.desk.release(case, "bob")
            case _:
                stage.clock.pass_s(120)
    except (Killed, CaseError):
        return


async def test_a_server_that_never_answers_is_left_before_its_order_may_be_read_back(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("hold_post", "release_post")))
        case = await stage.add_case()
        stage.program.script = ["silent"]
        hasty = replace(stage.acting, outbox=replace(stage.outbox, settle_s=0.5))
        async with asyncio.timeout(5):
            await hasty.act({"case": case})
        assert (await stage.states(case))["hold_post"] == "sent"
        assert stage.program.performed == []
        await stage.act_until_quiet(case)
        assert stage.program.performed == [("hold_post", "p1")]
