"""Signing in by an account at a protected server, with a server that really answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from leeward.config import Desk
from leeward.model.errors import NotAllowed, ServerError, UsageError
from leeward.model.servers import ServerCard
from leeward.review.people.elsewhere.doors import Returned
from leeward.review.people.rights import Role, Visitor
from leeward.review.people.roster import account_of
from leeward.store import servers
from leeward.store.servers import NewServer
from tests.desks import Served, served_desk
from tests.homeserver import HomeServer, home_server

BACK = "https://desk.example/desk/sign-in/server"
HERE = "192.0.2.1"
MANAGE_REPORTS, ADMINISTRATOR, INVITE = 1 << 4, 1, 1 << 16
CARD = ServerCard("mastodon", "4.6.0", "mastodon", (), ())


@asynccontextmanager
async def _staged(url: str, **settings: object) -> AsyncIterator[tuple[Served, HomeServer, int]]:
    async with home_server() as home, served_desk(url, desk=Desk(**settings)) as desk:  # type: ignore[arg-type]
        async with desk.store.transaction() as connection:
            number = await servers.put(connection, NewServer(home.address, CARD, ("poll",)), desk.clock())
        yield desk, home, number


async def _link(desk: Served, home: HomeServer, person: int, name: str) -> None:
    async with desk.store.transaction() as connection:
        await desk.room.roster.write_account(connection, person, account_of(home.address, name))


async def _come(desk: Served, home: HomeServer, server: int, name: str, **other: str) -> Visitor:
    way = await desk.room.doors.leave_for(server, BACK, "/desk/held", HERE)
    state, code = home.agree(way.address, name)
    told = {"state": state, "code": code, "keepsake": way.keepsake, "address": HERE, **other}
    token, then = await desk.room.doors.come_back(Returned(**told))
    assert then == "/desk/held"
    found = await desk.room.sessions.recognise(token)
    assert found
    return found


@pytest.mark.parametrize("permissions", [MANAGE_REPORTS, ADMINISTRATOR, MANAGE_REPORTS | INVITE])
async def test_an_account_that_was_named_opens_the_desk(fresh_database: str, permissions: int) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        home.account("Ada", permissions)
        ada = await desk.person("ada", Role.LEAD)
        await _link(desk, home, ada, "ada")
        assert (await _come(desk, home, server, "Ada")).person == ada
        assert home.tokens == {}
        assert home.revoked == ["token-0"]


async def test_whoever_lost_the_role_there_does_not_come_in(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        await _link(desk, home, await desk.person("ada", Role.LEAD), "ada")
        home.account("ada", INVITE)
        with pytest.raises(NotAllowed, match="does not let you see reports"):
            await _come(desk, home, server, "ada")
        assert home.revoked == ["token-0"]


async def test_an_account_that_nobody_named_is_nobodys(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        home.account("eve", ADMINISTRATOR)
        with pytest.raises(NotAllowed, match="nobody's here"):
            await _come(desk, home, server, "eve")


async def test_moderators_of_a_named_server_moderate_that_server_alone(fresh_database: str) -> None:
    async with _staged(fresh_database, moderators_of=("127.0.0.1",)) as (desk, home, server):
        home.account("bo", MANAGE_REPORTS)
        first = await _come(desk, home, server, "bo")
        again = await _come(desk, home, server, "bo")
        assert first.person == again.person
        assert first.name == "bo@127.0.0.1"
        assert first.roles == frozenset({Role.MODERATOR})
        assert first.servers == frozenset({server})
        await desk.room.roster.leave(first.person, "a test")
        with pytest.raises(NotAllowed):
            await _come(desk, home, server, "bo")


async def test_only_the_browser_that_was_sent_comes_back_and_once(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        home.account("ada", ADMINISTRATOR)
        await _link(desk, home, await desk.person("ada", Role.LEAD), "ada")
        for other in ({"keepsake": ""}, {"keepsake": "another"}, {"state": "another"}, {"state": "\x00"}):
            with pytest.raises(NotAllowed, match="was not sent"):
                await _come(desk, home, server, "ada", **other)
        way = await desk.room.doors.leave_for(server, BACK, "/desk", HERE)
        state, code = home.agree(way.address, "ada")
        returned = Returned(state, code, way.keepsake, HERE)
        await desk.room.doors.come_back(returned)
        with pytest.raises(NotAllowed, match="was not sent"):
            await desk.room.doors.come_back(returned)


async def test_a_journey_of_more_than_ten_minutes_leads_nowhere(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        home.account("ada", ADMINISTRATOR)
        way = await desk.room.doors.leave_for(server, BACK, "/desk", HERE)
        state, code = home.agree(way.address, "ada")
        desk.clock.pass_s(11 * 60)
        with pytest.raises(NotAllowed, match="was not sent"):
            await desk.room.doors.come_back(Returned(state, code, way.keepsake, HERE))


async def test_a_code_of_another_journey_is_of_no_use(fresh_database: str) -> None:
    """PKCE: whoever catches a code cannot use it."""
    async with _staged(fresh_database) as (desk, home, server):
        home.account("ada", ADMINISTRATOR)
        way = await desk.room.doors.leave_for(server, BACK, "/desk", HERE)
        _, caught = home.agree(way.address, "ada")
        with pytest.raises(ServerError):
            await _come(desk, home, server, "ada", code=caught)


async def test_a_server_that_forgot_us_gets_to_know_us_again(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        home.account("ada", ADMINISTRATOR)
        await _link(desk, home, await desk.person("ada", Role.LEAD), "ada")
        await _come(desk, home, server, "ada")
        await _come(desk, home, server, "ada")
        assert len(home.apps) == 1
        way = await desk.room.doors.leave_for(server, BACK, "/desk", HERE)
        state, code = home.agree(way.address, "ada")
        home.apps.clear()
        with pytest.raises(ServerError):
            await desk.room.doors.come_back(Returned(state, code, way.keepsake, HERE))
        assert (await _come(desk, home, server, "ada")).name == "ada"


async def test_a_server_that_is_down_is_told_of(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, home, server):
        home.is_down = True
        with pytest.raises(ServerError):
            await desk.room.doors.leave_for(server, BACK, "/desk", HERE)
        with pytest.raises(UsageError, match="nobody can sign in by this server"):
            await desk.room.doors.leave_for(99, BACK, "/desk", HERE)


async def test_what_the_server_gave_us_is_kept_sealed(fresh_database: str) -> None:
    async with _staged(fresh_database) as (desk, _, server):
        await desk.room.doors.leave_for(server, BACK, "/desk", HERE)
        async with desk.store.session() as connection:
            kept = bytes(await connection.fetchval("SELECT content FROM sealed WHERE purpose = 'signing-in'"))
        assert b"secret-of" not in kept
