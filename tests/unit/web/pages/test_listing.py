"""The list of cases: page by page, facts only, and bad addresses are told apart."""

import pytest

from leeward.review.people.rights import Role
from leeward.review.queue.listing import PAGE
from tests.desks import served_desk
from tests.queues import Stage, get


async def test_pages_follow_each_other_to_the_end(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        stage = Stage(desk.room, desk.store, desk.clock)
        server = await stage.server()
        cases = [await stage.case(server, pictures=[]) for _ in range(PAGE + 2)]
        token = await desk.cookie("ada", Role.MODERATOR)
        first = (await get(desk, token, "/desk/cases?queue=hate")).body.decode()
        further = f"/desk/cases?which=open&queue=hate&server=&before={cases[2]}"
        last = (await get(desk, token, further)).body.decode()
        assert f">Case {cases[-1]}<" in first
        assert f">Case {cases[1]}<" not in first
        assert f"queue=hate&amp;server=&amp;before={cases[2]}" in first
        assert f">Case {cases[1]}<" in last
        assert 'rel="next"' not in last
        assert "<img" not in first


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("which=nowhere", 400),
        ("before=x", 400),
        ("before=-1", 400),
        ("before=99999999999999999999", 400),
        ("server=%D9%A1", 400),
        ("queue=%00", 400),
        ("queue=bridges&which=", 200),
        ("before=1", 200),
    ],
)
async def test_an_address_that_means_nothing_is_told_so(fresh_database: str, asked: str, status: int) -> None:
    async with served_desk(fresh_database) as desk:
        token = await desk.cookie("ada", Role.MODERATOR)
        found = await get(desk, token, f"/desk/cases?{asked}")
        assert found.status == status
        assert b"Traceback" not in found.body
