"""What a page counts and picks out of its own facts."""

from dataclasses import replace

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening


async def test_only_exact_matches_need_no_look_and_each_account_counts_once(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena = await desk.room.sessions.recognise(await desk.cookie("lena", Role.LEAD))
        assert lena is not None
        told = await desk.room.cases.told(lena, stage.cases["exact"])
        assert told.no_look == told.listed
        assert replace(told, listed=(replace(told.listed[0], is_exact=False),)).no_look == ()
        same = tuple(replace(one, account=told.author.uri) for one in told.copies)
        assert (told.accounts, replace(told, copies=same).accounts) == (3, 1)
