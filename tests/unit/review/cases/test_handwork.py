"""Whoever sees a case may say that its work by hand is done; others do not learn that there is any."""

import pytest

from leeward.model.errors import CaseError, NotAllowed
from leeward.review.people.rights import Role
from tests.queues import Stage, stage


async def _order(desk: Stage, case: int, server: int, state: str) -> int:
    rows = await desk.ask(
        'INSERT INTO orders (key, "case", server, action, target, subject, state, made_at)'
        " VALUES ($1, $2, $3, 'remove_post', 'post', '{}', $4, now()) RETURNING id",
        f"{state}:{case}",
        case,
        server,
        state,
    )
    return int(str(rows[0][0]))


async def test_what_is_left_by_hand_is_told_until_somebody_has_done_it(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server, lena = await desk.server(), await desk.visitor("lena")
        case, other = await desk.case(server), await desk.case(server)
        order = await _order(desk, case, server, "by hand")
        handwork = desk.room.handwork
        assert await handwork.left(lena, [other, case]) == (case,)
        assert await handwork.done(lena, order) == case
        assert await handwork.left(lena, [other, case]) == ()
        assert await handwork.done(lena, order) == case, "said twice, it is done once"
        noted = await desk.ask("SELECT count(*) FROM ledger WHERE kind = 'order.ticked'")
        assert noted == [(1,)]


async def test_an_order_of_a_case_that_one_does_not_see_is_none(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        case = await desk.case(server)
        order = await _order(desk, case, server, "by hand")
        stranger = await desk.visitor("bob", Role.MODERATOR, servers=[])
        observer = await desk.visitor("olaf", Role.OBSERVER)
        assert await desk.room.handwork.left(stranger, [case]) == ()
        with pytest.raises(CaseError, match=f"there is no order {order}"):
            await desk.room.handwork.done(stranger, order)
        with pytest.raises(NotAllowed):
            await desk.room.handwork.done(observer, order)


async def test_what_waits_for_the_server_is_nobodys_work(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server, lena = await desk.server(), await desk.visitor("lena")
        order = await _order(desk, await desk.case(server), server, "waiting")
        with pytest.raises(CaseError, match="not one to do by hand"):
            await desk.room.handwork.done(lena, order)
