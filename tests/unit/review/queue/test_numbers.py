"""The first page's numbers: of what somebody may count, and a lamp that never lies green."""

import pytest

from leeward.canary.lamps import Lamp, Light
from leeward.review.people.rights import Role
from leeward.review.queue.numbers import Sees, lamp_of
from leeward.review.queue.priority import Band
from tests.queues import stage


async def test_each_counts_what_is_on_their_servers(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        home, other = await desk.server(), await desk.server("https://other.example")
        for hours in (1.0, 80.0):
            await desk.case(home, "hate", hours=hours)
        await desk.case(other, "child-safety")
        await desk.room.queue.ranking.rank_all()
        found = await desk.room.queue.numbers(await desk.visitor("ada", servers=[home]))
        assert {band: (one.number, one.overdue) for band, one in found.bands.items()} == {Band.HATE: (2, 1)}
        assert (found.number, found.held, found.lead, found.partner) == (2, 0, 0, 0)
        observer = await desk.room.queue.numbers(await desk.visitor("obi", Role.OBSERVER))
        assert observer.number == 3


async def test_authors_who_wait_are_counted_since_the_first(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), hours=3)
        await desk.room.queue.ranking.rank_all()
        await desk.ask('UPDATE queue SET is_held = true WHERE "case" = $1', case)
        found = await desk.room.queue.numbers(await desk.visitor("ada"))
        assert found.held == 1
        assert found.held_since is not None
        assert (desk.clock() - found.held_since).total_seconds() == 3 * 3600


async def test_where_nobody_works_the_lamp_says_so(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        found = await desk.room.queue.numbers(await desk.visitor("ada"))
        assert found.sees is Sees.PARTLY
        assert "no process" in found.why[0]


@pytest.mark.parametrize(
    ("lamps", "sees"),
    [
        ([], Sees.UNKNOWN),
        ([Lamp.OFF], Sees.UNKNOWN),
        ([Lamp.GREEN, Lamp.OFF], Sees.YES),
        ([Lamp.GREEN, Lamp.YELLOW], Sees.PARTLY),
        ([Lamp.RED], Sees.PARTLY),
    ],
)
def test_the_lamp_is_green_only_if_every_canary_came_through(lamps: list[Lamp], sees: Sees) -> None:
    shown = [Light(1, "poll", one, "" if one is Lamp.GREEN else "it did not come out") for one in lamps]
    assert lamp_of(shown, is_working=True)[0] is sees
    assert lamp_of(shown, is_working=False)[0] is Sees.PARTLY
