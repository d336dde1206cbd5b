"""The list shows what somebody may see, as they asked."""

import pytest

from leeward.model.errors import UsageError
from leeward.review.people.rights import Role
from leeward.review.queue.listing import Wanted, states
from tests.queues import Picture, stage


async def test_everybody_finds_their_own_cases_and_no_others(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        home, other = await desk.server(), await desk.server("https://other.example")
        plain = await desk.case(home, "hate", pictures=[Picture(entries=[(b"e", 4)])])
        grave = await desk.case(home, "child-safety")
        far = await desk.case(other, "hate", pictures=[])
        done = await desk.case(home, "hate")
        await desk.move(done, "released")
        ada, eve = await desk.visitor("ada"), await desk.visitor("eve", Role.MODERATOR, servers=[home])
        found = await desk.room.listing.page(ada, Wanted())
        assert [one.id for one in found.lines] == [far, grave, plain]
        assert (found.queues, [domain for _, domain in found.servers]) == (
            ["child-safety", "hate"],
            ["home.example", "other.example"],
        )
        theirs = await desk.room.listing.page(eve, Wanted(""))
        assert [one.id for one in theirs.lines] == [done, plain]
        assert (theirs.queues, [domain for _, domain in theirs.servers]) == (["hate"], ["home.example"])
        assert theirs.lines[1].is_like
        assert (await desk.room.listing.page(ada, Wanted("released"))).lines[0].id == done
        assert [one.id for one in (await desk.room.listing.page(ada, Wanted("", server=other))).lines] == [
            far
        ]
        assert (await desk.room.listing.page(ada, Wanted("", queue="bridges"))).lines == []


async def test_there_are_no_other_states_than_those_of_a_case(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada = await desk.visitor("ada")
        for state in states():
            assert (await desk.room.listing.page(ada, Wanted(state))).further is None
        with pytest.raises(UsageError):
            await desk.room.listing.page(ada, Wanted("nowhere"))
