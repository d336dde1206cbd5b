"""The outbox: written once, sent by one, answered once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.items import Visibility
from leeward.model.orders import Answer, OrderState, Receipt, Subject
from leeward.store.casework import cases, orders
from leeward.store.casework.orders import NewOrder, OrderRow, Outcome
from tests.scenes import NOON, Scene, card, connected, post, scene

SUBJECT = Subject(
    "a1", "p1", "https://home.example/p1", None, ("https://home.example/a",), Visibility.PUBLIC, False
)


async def _order(stage: Scene, key: str = "k1", target: str = "p1", case: int = 0) -> OrderRow:
    case = case or await stage.add_case(about=post(len(await stage.ask("SELECT 1 FROM cases")) + 1))
    new = NewOrder(
        key, case, stage.server, "hold_post", target, SUBJECT, None, 0, None, OrderState.WAITING, None
    )
    async with connected(stage) as connection:
        found = await orders.add(connection, [new], NOON)
        return found[0] if found else (await orders.of_case(connection, case))[0]


async def test_an_order_is_kept_as_it_was_and_a_key_is_written_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        row = await _order(stage)
        assert (row.subject, row.state, row.answer, row.attempts) == (SUBJECT, OrderState.WAITING, None, 0)
        assert (row.order.key, row.order.attempt) == ("k1", 1)
        assert (await _order(stage, case=row.case)).id == row.id
        assert await stage.ask("SELECT count(*) FROM orders") == [(1,)]


async def test_of_many_one_sends(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        row = await _order(stage)

        async def send() -> bool:
            async with connected(stage) as connection:
                return await orders.send(connection, row, NOON + timedelta(seconds=60))

        assert sorted(await asyncio.gather(*(send() for _ in range(5)))) == [False] * 4 + [True]


async def test_an_answer_to_an_order_that_moved_on_is_not_written(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        row = await _order(stage)
        done = Outcome(OrderState.DONE, Receipt(Answer.DONE, "done", None, {"status": 200}), ended_at=NOON)
        async with connected(stage) as connection:
            (gone,) = await orders.withdraw(connection, row.case, [OrderState.WAITING], NOON)
            assert gone.state is OrderState.WITHDRAWN
            assert not await orders.answer(connection, row, done)
            other = await _one_more(stage)
            assert await orders.answer(connection, other, done)
            kept = await orders.one(connection, other.id)
        assert kept is not None
        assert kept.answer == done.receipt
        assert kept.ended_at == NOON


async def _one_more(stage: Scene) -> OrderRow:
    return await _order(stage, "k2")


async def test_only_what_is_due_is_given_and_what_waits_can_be_postponed(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        row = await _order(stage)
        async with connected(stage) as connection:
            assert [one.id for one in await orders.due(connection, row.case, NOON)] == [row.id]
            await orders.postpone(connection, [row.id], NOON + timedelta(seconds=9))
            assert await orders.due(connection, row.case, NOON) == []
            later = NOON + timedelta(seconds=9)
            assert len(await orders.due(connection, row.case, later)) == 1


async def test_the_fuse_counts_each_subject_once_and_stopped_ones_not(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        for key, target in (("k1", "p1"), ("k2", "p1"), ("k3", "p2"), ("k4", "p3")):
            await _order(stage, key, target)
        await stage.ask("UPDATE orders SET state = 'stopped' WHERE key = 'k4'")
        async with connected(stage) as connection:
            since = NOON - timedelta(hours=1)
            case = await cases.one(connection, 1)
            assert case
            found = await orders.touched(connection, case, ["hold_post"], since)
            assert found == {"hold_post": {"p1", "p2"}}
            assert await orders.touched(connection, case, ["hold_post"], NOON) == {}
            exact = replace(case, is_exact=True)
            assert await orders.touched(connection, exact, ["hold_post"], since) == {}
            assert await orders.stopped(connection, server) == {"hold_post": 1}
            (gone,) = await orders.let_go(connection, server, "hold_post", "ada", 5)
            assert (gone.key, gone.state, gone.person) == ("k4", OrderState.WAITING, "ada")


async def test_what_another_case_holds_is_known_unless_that_was_released(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        one, other = await _order(stage, "k1"), await _order(stage, "k2")
        async with connected(stage) as connection:
            assert not await orders.is_held_elsewhere(connection, one), "what only waits is not there yet"
            await connection.execute("UPDATE orders SET state = 'done' WHERE id = $1", other.id)
            assert await orders.is_held_elsewhere(connection, one)
            await connection.execute("UPDATE cases SET verdict = 'released' WHERE id = $1", other.case)
            assert not await orders.is_held_elsewhere(connection, one)


@pytest.mark.parametrize(
    ("answer", "is_ours"),
    [(Receipt(Answer.DONE, "done"), True), (Receipt(Answer.DONE, "so", detail={"before": True}), False)],
    ids=["our doing", "somebody else's before us"],
)
async def test_what_we_did_for_another_case_is_ours_until_it_is_taken_back(
    fresh_database: str, answer: Receipt, is_ours: bool
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        one, other = await _order(stage, "k1"), await _order(stage, "k2")
        async with connected(stage) as connection:
            assert not await orders.is_ours(connection, one)
            assert await orders.answer(connection, other, Outcome(OrderState.DONE, answer, ended_at=NOON))
            await connection.execute("UPDATE cases SET verdict = 'released' WHERE id = $1", other.case)
            assert await orders.is_ours(connection, one) is is_ours
            back = NewOrder(
                "k3", other.case, stage.server, "release_post", "p1", SUBJECT, "ada", 0, other.id,
                OrderState.DONE, None,
            )  # fmt: skip
            await orders.add(connection, [back], NOON)
            assert not await orders.is_ours(connection, one)


async def test_one_connection_at_a_time_is_at_a_subject(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        one, same = await _order(stage, "k1"), await _order(stage, "k2")
        other = await _order(stage, "k3", "p2")
        async with connected(stage) as first, connected(stage) as second:
            assert await orders.take(first, one)
            assert not await orders.take(second, same)
            assert await orders.take(second, other)
            await orders.let(first, one)
            assert await orders.take(second, same)
