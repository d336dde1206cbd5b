"""News of cases, taken once; where cases stand, and what is like them."""

from datetime import timedelta

from leeward.store.desk import ranks
from leeward.store.desk.ranks import PrintRow, Ranked
from tests.queues import Picture, stage

OURS = "leeward-canary"


async def test_news_are_taken_once_and_stay_if_nobody_could_take_them(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        async with desk.store.transaction() as other:
            await other.execute('SELECT 1 FROM queue WHERE "case" = $1 FOR UPDATE', case)
            async with desk.store.transaction() as connection:
                assert await ranks.is_news(connection)
                assert await ranks.news(connection, 10) == []
        async with desk.store.transaction() as connection:
            assert await ranks.news(connection, 10) == [case]
            assert not await ranks.is_news(connection)
            await ranks.later(connection, [case, case + 1])
            assert await ranks.news(connection, 10) == [case]


async def test_one_ranks_at_a_time(fresh_database: str) -> None:
    async with stage(fresh_database) as desk, desk.store.transaction() as one:
        assert await ranks.alone(one)
        async with desk.store.transaction() as other:
            assert not await ranks.alone(other)


async def test_facts_of_a_case_leave_out_our_own_pictures(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server(), pictures=[Picture(entries=[(b"e", 9)])])
        async with desk.store.session() as connection:
            (found,) = await ranks.facts(connection, [case], ["hold_post"], OURS)
            assert (found.bits, found.is_text, found.is_held, found.followers) == (9, False, False, None)
            (without,) = await ranks.facts(connection, [case], ["hold_post"], "bridges")
            assert without.bits is None
            (media,) = await ranks.media(connection, [case], OURS)
            assert media.entries == (b"e",)


async def test_prints_are_found_by_their_blocks_until_their_case_is_gone(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one, two = await desk.case(server), await desk.case(server)
        at = desk.clock()
        row = PrintRow(one, 7, b"\x01" * 32, (b"entry", b"other"), b"s" * 32)
        async with desk.store.transaction() as connection:
            await ranks.keep_prints(connection, [one], [(row, [1, 2, 3])])
            assert await ranks.prints(connection, [one, two]) == {one: [row]}
            rank = Ranked(one, "hate", "steady", 1.0, at, 10.0, False, False, {}, False)
            await ranks.place(connection, [rank], at)
            await ranks.put(connection, one, 99)
            (facts,) = await ranks.facts(connection, [two], [], OURS)
            await connection.execute("UPDATE queue SET band = 'hate' WHERE \"case\" = $1", two)
            assert await ranks.near(connection, {two: [3, 9]}, 5) == {two: {one: 99}}
            assert await ranks.near(connection, {two: [9]}, 5) == {}
            await connection.execute("UPDATE queue SET band = 'other' WHERE \"case\" = $1", two)
            assert await ranks.near(connection, {two: [3]}, 5) == {}
            sizes = await ranks.sizes(connection, [99], at)
            assert (sizes[99].number, sizes[99].is_claimed) == (1, False)
            assert await ranks.merge(connection, [99, facts.bundle], 99)
            assert (await ranks.sizes(connection, [99], at))[99].number == 2
        await desk.move(one, "released")
        async with desk.store.session() as connection:
            assert await ranks.prints(connection, [one]) == {}


async def test_old_deals_are_forgotten(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada = await desk.visitor("ada")
        await desk.ask(
            "INSERT INTO deals (\"case\", person, way, band, dealt_at) VALUES (1, $1, 'index', 'hate', $2)",
            *(ada.person, desk.clock()),
        )
        async with desk.store.transaction() as connection:
            await ranks.together(connection)
            await ranks.by_keys(connection)
            assert await connection.fetchval("SHOW enable_seqscan") == "off"
            assert await ranks.timed(connection, desk.clock() - timedelta(days=1)) == {}
            await ranks.forget_deals(connection, desk.clock() + timedelta(seconds=1))
        assert await desk.ask("SELECT count(*) FROM deals") == [(0,)]
