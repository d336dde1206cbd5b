"""Grants, in the database."""

from datetime import timedelta

from leeward.store.desk.entry import grants
from leeward.store.desk.entry.grants import Grant
from tests.desks import served_desk
from tests.scenes import card, scene


async def test_a_second_grant_takes_the_first_ones_place_until_it_ends(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        case = await stage.add_case()
    async with served_desk(fresh_database) as desk:
        bob, now = await desk.person("bob"), desk.clock()
        async with desk.store.transaction() as connection:
            assert await grants.place(connection, case) == (server, "held")
            assert await grants.place(connection, 99) is None
            for hours in (1, 2):
                until = now + timedelta(hours=hours)
                await grants.give(connection, Grant(case, bob, "bob", "ada", now, until, "why"))
            assert await grants.standing(connection, now) == [
                Grant(case, bob, "bob", "ada", now, until, "why")
            ]
            assert await grants.standing(connection, until) == []
            assert await grants.revoke(connection, case, bob)
            assert not await grants.revoke(connection, case, bob)
