"""The ACT job moves each case on, and none is forgotten."""

import asyncio

from leeward.model.cases import GRAPH, START, State, check
from leeward.worker import acting, lapsing, probing
from tests.scenes import ACCOUNTS, card, connected, post, scene


def test_every_state_that_waits_for_a_job_has_one() -> None:
    check(GRAPH, START, {*acting.HANDLED, *lapsing.HANDLED, *probing.HANDLED})


async def test_a_decided_case_is_held_and_waits_for_people(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.act(case)
        assert await stage.state(case) is State.WAITING
        assert await stage.noted(case) == [
            "case.ordered",
            "order.answered",
            "order.answered",
            "case.moved",
        ]


async def test_a_case_without_orders_waits_at_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case(["queue:child-safety"])
        await stage.act(case)
        assert await stage.state(case) is State.WAITING
        assert await stage.orders(case) == []


async def test_a_server_that_does_not_answer_keeps_nobody_from_deciding(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.is_down = True
        await stage.act(case)
        assert await stage.state(case) is State.WAITING
        assert (await stage.states(case)) == {"hold_post": "waiting", "deny_url": "done"}
        assert ("act", f"act:{case}:at:01120005") in await stage.jobs()
        stage.program.is_down = False
        stage.clock.pass_s(6)
        await stage.act(case)
        assert stage.program.performed == [("hold_post", "p1")]


async def test_a_confirmed_case_is_verified_once_every_order_has_ended(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(ACCOUNTS, {"remove_post": None}))
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.confirm(case, "ada")
        await stage.act(case)
        assert await stage.state(case) is State.CONFIRMED
        (order,) = [one for one in await stage.orders(case) if one.action == "remove_post"]
        await stage.desk.tick(order.id, "ada")
        await stage.act(case)
        assert await stage.state(case) is State.VERIFYING
        assert (await stage.ask("SELECT count(*) FROM probes WHERE times = 1"))[0] == (3,)


async def test_a_released_case_is_undone_and_closed(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.act(case)
        await stage.desk.release(case, "ada")
        await stage.act(case)
        assert await stage.state(case) is State.CLOSED
        assert stage.program.so == {("release_post", "p1")}
        assert await stage.ask("SELECT * FROM denied") == []


async def test_what_was_under_way_at_its_release_is_undone_when_it_is_known(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        stage.program.script = ["done but lost"]
        await stage.act(case)
        await stage.desk.release(case, "ada")
        await stage.act_until_quiet(case)
        assert await stage.state(case) is State.CLOSED
        assert stage.program.so == {("release_post", "p1")}


async def test_a_case_that_another_worker_has_is_left_to_it(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            from_other = await connection.fetchval(
                "SELECT pg_try_advisory_lock($1)", (0x1EE7_CA5E << 32) | case
            )
            assert from_other
            await stage.act(case)
            assert await stage.orders(case) == []
            assert ("act", f"act:{case}:busy:120000") in await stage.jobs()
        await stage.act(case)
        assert len(await stage.orders(case)) == 2


async def test_a_token_that_does_not_open_rings_and_waits(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        await stage.ask("UPDATE servers SET token = decode(repeat('01', 60), 'hex') WHERE id = $1", server)
        case = await stage.add_case()
        await stage.act(case)
        assert await stage.state(case) is State.WAITING
        assert (await stage.states(case))["hold_post"] == "waiting"
        assert f"server:{server}:token" in await stage.alarms()


async def test_a_case_whose_job_is_gone_gets_another(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        decided, late = await stage.add_case(), await stage.add_case(about=post(2))
        stage.program.is_down = True
        await stage.act(late)
        await stage.ask("DELETE FROM pgqueuer")
        await stage.acting.recall()
        assert await stage.jobs() == []
        stage.clock.pass_s(400)
        await stage.acting.recall()
        assert {key for _, key in await stage.jobs()} == {
            f"act:{decided}:recalled",
            f"act:{late}:recalled",
        }


async def test_a_job_of_a_case_that_is_not_there_does_nothing(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.act(77)
        assert await stage.jobs() == []


async def test_many_cases_at_once_leave_connections_for_others(fresh_database: str) -> None:
    async with scene(fresh_database, fuse=100) as stage:
        await stage.add_server(card())
        numbers = [await stage.add_case(about=post(number)) for number in range(20)]
        acting = stage.acting
        await asyncio.wait_for(asyncio.gather(*(acting.act({"case": one}) for one in numbers)), 30)
        assert len(stage.program.performed) == 20
