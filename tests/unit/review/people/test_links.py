"""Links that open the desk once."""

import asyncio

import pytest

from leeward.model.errors import NotAllowed
from leeward.review.people.limits import MOST_ADDRESS, TooOften
from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.entering import known

HERE = "192.0.2.1"


async def test_a_link_opens_the_desk_once(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await desk.person("ada", Role.LEAD)
        link = await desk.room.links.make(ada, "a test")
        token = await desk.room.links.open(f" {link} ", HERE)
        visitor = await desk.room.sessions.recognise(token)
        assert visitor
        assert visitor.person == ada
        with pytest.raises(NotAllowed, match="opens nothing"):
            await desk.room.links.open(link, HERE)


async def test_of_many_that_open_it_at_once_one_gets_in(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        link = await desk.room.links.make(await desk.person("ada", Role.LEAD), "a test")
        tries = (desk.room.links.open(link, HERE) for _ in range(5))
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(one, str) for one in done) == 1


async def test_a_link_is_good_for_a_quarter_of_an_hour_and_a_newer_one_ends_it(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await desk.person("ada", Role.LEAD)
        first, second = [await desk.room.links.make(ada, "a test") for _ in range(2)]
        desk.clock.pass_s(14 * 60)
        with pytest.raises(NotAllowed):
            await desk.room.links.open(first, HERE)
        desk.clock.pass_s(2 * 60)
        with pytest.raises(NotAllowed):
            await desk.room.links.open(second, HERE)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "a" * 10_000])
async def test_what_is_no_link_opens_nothing(fresh_database: str, token: str) -> None:
    async with served_desk(fresh_database) as desk:
        with pytest.raises(NotAllowed):
            await desk.room.links.open(token, HERE)


async def test_whoever_has_left_gets_in_by_no_link(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await desk.person("ada", Role.LEAD)
        link = await desk.room.links.make(ada, "a test")
        await desk.room.roster.leave(ada, "a test")
        with pytest.raises(NotAllowed):
            await desk.room.links.open(link, HERE)


async def test_a_link_that_forgets_ends_all_that_was_there_before(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await known(desk, "ada")
        token = await desk.room.sessions.begin(ada.person, "a test")
        await desk.room.links.make(ada.person, "a test", forgets=True)
        assert await desk.room.sessions.recognise(token) is None
        assert await desk.room.ways.of(ada.person) == []


async def test_a_good_link_opens_however_often_strangers_tried(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        link = await desk.room.links.make(await desk.person("ada", Role.LEAD), "a test")
        for _ in range(MOST_ADDRESS):
            with pytest.raises(NotAllowed, match="opens nothing"):
                await desk.room.links.open("made up", HERE)
        with pytest.raises(TooOften):
            await desk.room.links.open("made up", HERE)
        assert await desk.room.links.open(link, HERE)


async def test_the_database_keeps_no_token(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        link = await desk.room.links.make(await desk.person("ada", Role.LEAD), "a test")
        async with desk.store.session() as connection:
            rows = await connection.fetch("SELECT * FROM invitations")
        assert len(rows) == 1
        assert link not in str([*rows[0].values()])
