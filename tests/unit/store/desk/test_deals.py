"""Rows of the queue: taken by one, given back, counted."""

from datetime import timedelta

from leeward.store.desk import deals
from leeward.store.desk.deals import Asker
from tests.queues import Stage, stage

GROUPS = [("hate", "steady"), ("other", "steady")]


def _asker(desk: Stage, person: int, **more: object) -> Asker:
    told = {"servers": None, "child_safety": True, "is_lead": False} | more
    return Asker(now=desk.clock(), person=person, known=f"p{person}", name=f"p{person}", **told)  # type: ignore[arg-type]


async def test_the_best_of_each_lane_are_named_once_even_if_they_are_overdue(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        cases = [await desk.case(server, hours=hours, pictures=[]) for hours in (0.0, 80.0, 90.0)]
        await desk.room.queue.ranking.rank_all()
        async with desk.store.session() as connection:
            found = await deals.best(connection, _asker(desk, ada.person), GROUPS, 2)
            assert {one.case for one in found} == {*cases[1:]}
            every = await deals.best(connection, _asker(desk, ada.person), GROUPS, 3)
            assert sorted(one.case for one in every) == cases
            gentle = await deals.light(connection, _asker(desk, ada.person), 10.0, 9)
            assert [one.case for one in gentle] == [cases[2], cases[1], cases[0]]
            assert await deals.light(connection, _asker(desk, ada.person), 2.0, 9) == []


async def test_a_claim_is_renewed_and_ends(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, bo = await desk.visitor("ada"), await desk.visitor("bo")
        case = await desk.case(await desk.server())
        until = desk.clock() + timedelta(minutes=5)
        async with desk.store.transaction() as connection:
            mine = _asker(desk, ada.person)
            got = await deals.claim(connection, mine, case, until)
            assert got is not None
            assert got.cases == (case,)
            await deals.dealt(connection, mine, got, "index")
            assert await deals.ways(connection, ada.person, 3) == ["index"]
            assert await deals.claim(connection, _asker(desk, bo.person), case, until) is None
            assert await deals.holder(connection, case, desk.clock()) == "ada"
            assert await deals.renew(connection, case, ada.person, desk.clock(), until + timedelta(minutes=1))
            assert not await deals.renew(connection, case, bo.person, desk.clock(), until)
            (held,) = await deals.mine(connection, ada.person, desk.clock())
            assert held.until == until + timedelta(minutes=1)
            await deals.pass_on(connection, case, ada.person, "skip", desk.clock())
            await deals.free(connection, case, ada.person)
            assert await deals.mine(connection, ada.person, desk.clock()) == []
            assert await deals.claim(connection, mine, case, until) is None
            assert await deals.bundle(connection, _asker(desk, bo.person), case) == (case,)


async def test_what_is_hard_goes_up_one_step_at_a_time(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        async with desk.store.transaction() as connection:
            await deals.raise_needs(connection, [case])
            assert await deals.stuck(connection) == (1, 0)
            await deals.raise_needs(connection, [case])
            assert await deals.stuck(connection) == (0, 1)
            found = await deals.standing(connection, case)
            assert found is not None
            assert (found.needs, found.rank) == ("partner", None)
            assert await deals.standing(connection, case + 1) is None
            assert (await deals.waiting(connection, desk.clock()))["other"].number == 1
            assert await deals.held(connection) == (0, None)
