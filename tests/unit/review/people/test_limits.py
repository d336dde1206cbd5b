"""How often one may try."""

import asyncio

import pytest

from leeward.review.people.limits import MOST_ADDRESS, MOST_BOTH, MOST_NAME, Limits, TooOften, network_of
from tests.desks import served_desk


async def test_a_name_is_limited_from_all_addresses_together(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        limits = Limits(desk.room.ground)
        for number in range(MOST_NAME):
            await limits.count(f"192.0.2.{number}", "ada")
        with pytest.raises(TooOften):
            await limits.count("198.51.100.1", "ada")
        await limits.count("198.51.100.1", "bob")


async def test_an_address_is_limited_whatever_names_it_tries(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        limits = Limits(desk.room.ground)
        for number in range(MOST_ADDRESS):
            await limits.count("192.0.2.1", f"name {number}")
        with pytest.raises(TooOften):
            await limits.count("192.0.2.1", "another")
        with pytest.raises(TooOften):
            await limits.count("192.0.2.1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_whoever_has_a_whole_network_counts_once(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_many_at_once_are_not_more_than_one_after_the_other(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        limits = Limits(desk.room.ground)
        tries = (limits.count("192.0.2.1", "ada") for _ in range(MOST_BOTH * 2))
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(one is None for one in done) == MOST_BOTH
        assert all(one is None or isinstance(one, TooOften) for one in done)
