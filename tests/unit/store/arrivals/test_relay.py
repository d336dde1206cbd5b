"""What the listening relay remembers: deliveries for a while, subscribers until they leave."""

from dataclasses import replace
from datetime import timedelta

from leeward.store.arrivals import relay
from leeward.store.arrivals.relay import SubscriberRow
from tests.stores import START, opened

ROW = SubscriberRow(
    "m.example", "https://m.example/actor", "https://m.example/inbox", "https://m.example/f", False
)


async def test_a_delivery_is_remembered_for_its_domain_until_it_is_forgotten(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        for _ in range(2):
            await relay.add_delivery(connection, "m.example", "d", START)
        assert await relay.seen(connection, "m.example", "d")
        assert not await relay.seen(connection, "n.example", "d")
        await relay.forget_deliveries(connection, START)
        assert await relay.seen(connection, "m.example", "d")
        await relay.forget_deliveries(connection, START + timedelta(seconds=1))
        assert not await relay.seen(connection, "m.example", "d")


async def test_who_joins_again_is_brought_up_to_date_and_who_leaves_is_gone(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await relay.join(connection, ROW, START)
        newer = replace(ROW, follow="https://m.example/f2", is_followed=True)
        await relay.join(connection, newer, START)
        assert await relay.subscribers(connection, "m.example") == [newer]
        assert await relay.subscribers(connection, "n.example") == []
        await relay.leave(connection, ROW.actor)
        assert await relay.subscribers(connection, "m.example") == []
