"""Near copies are decided together: as many as fit, in one queue, and never those of another."""

from leeward.review.queue.bundling import MOST, direct
from tests.queues import Picture, Stage, stage

BRIDGE, RIVER = b"\x0f" * 32, b"\xf0" * 32


def _off(pdq: bytes, bits: int) -> bytes:
    return (int.from_bytes(pdq) ^ ((1 << bits) - 1)).to_bytes(32)


async def _bundles(desk: Stage) -> list[list[int]]:
    await desk.room.queue.ranking.rank_all()
    rows = await desk.ask('SELECT array_agg("case" ORDER BY "case") FROM queue GROUP BY bundle ORDER BY 1')
    return [[*map(int, told)] for (told,) in rows]  # type: ignore[call-overload]


async def test_the_same_file_the_same_entry_and_a_near_hash_are_one_bundle(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one = await desk.case(server, pictures=[Picture(b"s" * 32, BRIDGE)])
        same = await desk.case(server, pictures=[Picture(b"s" * 32)])
        near = await desk.case(server, pictures=[Picture(None, _off(BRIDGE, 31))])
        far = await desk.case(server, pictures=[Picture(None, RIVER)])
        listed = await desk.case(server, pictures=[Picture(entries=[(b"e", 3)])])
        again = await desk.case(server, pictures=[Picture(entries=[(b"e", 0)])])
        assert await _bundles(desk) == [[one, same, near], [far], [listed, again]]


async def test_a_case_between_two_bundles_makes_one_of_them(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one = await desk.case(server, pictures=[Picture(None, BRIDGE)])
        two = await desk.case(server, pictures=[Picture(None, _off(BRIDGE, 60))])
        assert await _bundles(desk) == [[one], [two]]
        between = await desk.case(server, pictures=[Picture(None, _off(BRIDGE, 30))])
        assert await _bundles(desk) == [[one, two, between]]


async def test_only_copies_of_a_case_itself_are_offered_with_it(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        one, between, far = [
            await desk.case(server, pictures=[Picture(None, _off(BRIDGE, bits))]) for bits in (0, 30, 60)
        ]
        words = await desk.case(server, pictures=[])
        assert await _bundles(desk) == [[one, between, far], [words]]
        async with desk.store.reading() as connection:
            assert await direct(connection, one, [between, far, words, 999]) == [between]
            assert await direct(connection, between, [one, far]) == [one, far]
            assert await direct(connection, words, [one]) == []
            assert await direct(connection, one, []) == []
        claim = await desk.room.queue.claim(ada, one)
        again = await desk.room.queue.claim(ada, one)
        assert claim.bundle == again.bundle == await desk.room.queue.bundle(ada, one) == (one, between)


async def test_other_queues_states_and_unlooked_media_are_not_bundled(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one = await desk.case(server, "hate", pictures=[Picture(b"s" * 32)])
        two = await desk.case(server, "harassment", pictures=[Picture(b"s" * 32)])
        unlooked = await desk.case(server, "hate", pictures=[Picture(b"s" * 32, look="unreadable")])
        more = await desk.case(server, "hate", pictures=[Picture(b"s" * 32), Picture()])
        came_back = await desk.case(server, "hate", pictures=[Picture(b"s" * 32)])
        await desk.move(came_back, "confirmed")
        await desk.move(came_back, "returned")
        words = await desk.case(server, "hate", pictures=[])
        assert await _bundles(desk) == [[one], [two], [unlooked], [more], [came_back], [words]]


async def test_a_bundle_has_an_end_and_the_next_one_begins(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        every = [await desk.case(server, pictures=[Picture(b"s" * 32)]) for _ in range(MOST + 3)]
        assert [len(one) for one in await _bundles(desk)] == [MOST, 3]
        await desk.ask('INSERT INTO queue_news ("case") VALUES ($1)', every[0])
        assert [len(one) for one in await _bundles(desk)] == [MOST, 3]


async def test_a_case_that_went_elsewhere_leaves_its_bundle(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one, two = [await desk.case(server, pictures=[Picture(b"s" * 32)]) for _ in range(2)]
        assert await _bundles(desk) == [[one, two]]
        await desk.ask("UPDATE cases SET queue = 'child-safety' WHERE id = $1", one)
        assert await _bundles(desk) == [[one], [two]]


async def test_bundles_of_which_one_is_somebodys_stay_apart(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        one = await desk.case(server, pictures=[Picture(None, BRIDGE)])
        two = await desk.case(server, pictures=[Picture(None, _off(BRIDGE, 60))])
        await _bundles(desk)
        await desk.room.queue.claim(ada, one)
        between = await desk.case(server, pictures=[Picture(None, _off(BRIDGE, 30))])
        assert sorted(map(len, await _bundles(desk))) == [1, 2]
        assert {one, two, between} == {*await desk.waits()}
