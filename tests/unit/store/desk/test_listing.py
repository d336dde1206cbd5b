"""Pages of cases by number, downwards."""

from leeward.store.desk import listing
from leeward.store.desk.listing import Asked
from tests.queues import stage


async def test_a_page_ends_where_the_next_begins(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        cases = [await desk.case(server, "hate" if n % 2 else "threat", pictures=[]) for n in range(5)]
        async with desk.store.session() as connection:
            first = await listing.page(connection, Asked(), 3, desk.clock())
            assert [one.id for one in first] == cases[:1:-1]
            second = await listing.page(connection, Asked(before=first[-1].id), 3, desk.clock())
            assert [one.id for one in second] == cases[1::-1]
            hate = await listing.page(connection, Asked(("waiting",), "hate", server), 9, desk.clock())
            assert [one.queue for one in hate] == ["hate", "hate"]
            assert await listing.page(connection, Asked(()), 9, desk.clock()) == []
            assert await listing.queues(connection) == ["hate", "threat"]
            assert await listing.servers(connection) == [(server, "home.example")]
