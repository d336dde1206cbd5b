"""The line before a server is one for all."""

from datetime import timedelta

from leeward.store.casework import budgets
from leeward.store.casework.budgets import Rate
from tests.scenes import NOON, card, connected, scene


async def test_a_place_in_the_line_is_taken_once_and_the_line_moves_with_time(fresh_database: str) -> None:
    rate = Rate(2.0, 1)
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        async with connected(stage) as connection:
            waits = [await budgets.reserve(connection, server, "read", rate, NOON) for _ in range(4)]
            assert waits == [0.0, 0.5, 1.0, 1.5]
            later = NOON + timedelta(seconds=10)
            assert await budgets.reserve(connection, server, "read", rate, later) == 0.0
            assert await budgets.reserve(connection, server, "write", rate, NOON) == 0.0


async def test_patience_asked_for_is_never_shortened(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        async with connected(stage) as connection:
            assert await budgets.not_before(connection, server, "read") is None
            for wait_s in (60, 5):
                until = NOON + timedelta(seconds=wait_s)
                await budgets.hold_off(connection, server, ["read", "write"], NOON, until)
            assert await budgets.not_before(connection, server, "read") == NOON + timedelta(seconds=60)
