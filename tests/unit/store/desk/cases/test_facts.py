"""Facts of cases, as numbers and states."""

from leeward.store.desk.cases import facts
from tests.queues import stage


async def test_what_is_known_of_an_account_leaves_out_the_post_that_is_asked_about(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        first, second = await desk.case(server), await desk.case(server)
        await desk.room.ground.verdicts().confirm(first, "grace")
        async with desk.store.session() as connection:
            item = await connection.fetchval("SELECT item FROM cases WHERE id = $1", second)
            known = await facts.account(connection, server, "https://x.example/a", item)
            assert (known.first_at, known.media_posts, known.earlier) == (None, None, {"confirmed": 1})
            assert (await facts.complaints(connection, item)).number == 0
            assert await facts.evidence(connection, item) == {}
            assert await facts.domain(connection, second) == "home.example"
            assert await facts.domain(connection, 99) is None
            queued = await facts.waiting(connection, second)
            assert queued
            assert (queued.needs, queued.claimed_by) == ("", None)
            assert await facts.waiting(connection, first) is None
            assert await facts.copies(connection, second, 1, desk.clock()) == []
            assert await facts.held(connection, None, 5) == []
            assert await facts.last_decisions(connection, [item]) == {}
