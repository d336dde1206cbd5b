"""Names are looked up aside; each trusted host has connections of its own."""

import socket

import pytest
from yarl import URL

from leeward.model.errors import ConfigError
from leeward.net.pools import Names, Pools
from leeward.net.wire import ClientSettings


async def test_a_name_gives_the_addresses_that_the_system_knows() -> None:
    names = Names()
    found = await names.resolve("localhost", 80, socket.AF_INET)
    assert [one["host"] for one in found] == ["127.0.0.1"]
    await names.close()


@pytest.mark.parametrize("name", ["nobody.invalid", "a..b", "a" * 300, "", "\0"])
async def test_a_name_without_address_is_an_error_of_the_system(name: str) -> None:
    names = Names()
    with pytest.raises((OSError, ValueError)):
        await names.resolve(name, 80, socket.AF_UNSPEC)
    await names.close()


async def test_a_trusted_host_shares_no_connection_with_anybody() -> None:
    pools = Pools(ClientSettings("leeward/test", ("media.internal",)))
    trusted, other = URL("http://media.internal/"), URL("http://example.org/")
    sessions = {
        id(pools.kept(trusted)),
        id(pools.fresh(trusted)),
        id(pools.kept(other)),
        id(pools.fresh(other)),
    }
    assert len(sessions) == 4
    assert pools.kept(trusted).connector is not pools.kept(other).connector
    await pools.close()


async def test_what_cannot_be_allowed_stops_the_start() -> None:
    with pytest.raises(ConfigError):
        Pools(ClientSettings("leeward/test", ("not a host",)))
