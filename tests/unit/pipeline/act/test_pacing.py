"""One budget of patience for all workers."""

import asyncio

from leeward.pipeline.act.pacing import Pacer
from leeward.store.casework.budgets import Rate
from tests.scenes import card, scene


async def test_a_burst_is_free_and_then_it_goes_by_the_rate(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        waited = list[float]()

        async def sleep(seconds: float) -> None:
            waited.append(seconds)

        pacer = Pacer(stage.store, stage.clock, sleep, {"read": Rate(0.5, 2), "write": Rate(1.0, 1)})
        await asyncio.gather(*(pacer.pace(server, "read") for _ in range(5)))
        assert sorted(waited) == [2.0, 4.0, 6.0]
        stage.clock.pass_s(100)
        waited.clear()
        await pacer.pace(server, "read")
        await pacer.pace(server, "write")
        assert waited == []


async def test_who_is_asked_for_patience_waits_in_every_worker(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        await stage.pacer.hold_off(server, 30)
        assert await stage.pacer.asked_until(server) is not None
        await stage.pacer.pace(server, "page")
        assert stage.slept == [30.0]
        assert await stage.pacer.asked_until(server) is None
        await stage.pacer.pace(server, "read")
        assert stage.slept == [30.0]


async def test_a_kind_that_nobody_named_is_paced_too(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        for _ in range(6):
            await stage.pacer.pace(server, "unheard of")
        assert stage.slept == [2.0]
