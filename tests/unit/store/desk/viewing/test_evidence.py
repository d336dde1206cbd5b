"""Rows of sealed media: asked for once, kept once, counted."""

from leeward.store.connection import Store
from leeward.store.desk.viewing import evidence
from leeward.store.desk.viewing.evidence import Keep, Miss, Whole
from tests.scenes import ADDRESS, NOON, Scene, card, post, scene


async def _wanted(stage: Scene) -> tuple[int, int]:
    """An item and its media, with a case."""
    await stage.add_server(card(), ADDRESS)
    await stage.add_case()
    ((item, media),) = await stage.ask("SELECT item, id FROM media")
    async with stage.store.transaction() as connection:
        await evidence.want(connection, [int(str(item))], NOON)
    return int(str(item)), int(str(media))


async def _keep(store: Store, media: int, *pieces: bytes) -> bool:
    async with store.transaction() as connection:
        return await evidence.keep(connection, Whole(media, bytes(32), 9, "image/png"), pieces, NOON)


async def test_what_is_wanted_is_told_with_its_case(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        item, media = await _wanted(stage)
        async with stage.store.session() as connection:
            (found,) = await evidence.wanted(connection, [item])
            assert await evidence.wanted(connection, [item + 1]) == []
    assert (found.media, found.item, found.attempts, found.is_looked) == (media, item, 0, False)
    assert found.copies == [{"place": "original", "url": "https://home.example/media/1.png"}]


async def test_a_media_is_kept_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        _, media = await _wanted(stage)
        assert await _keep(stage.store, media, b"one", b"two")
        assert not await _keep(stage.store, media, b"three")
        async with stage.store.session() as connection:
            found = await evidence.one(connection, media)
            assert found is not None
            pieces = [await evidence.piece(connection, found.id, number) for number in range(3)]
            assert await evidence.one(connection, media + 1) is None
            (count,) = await evidence.counts(connection)
    assert pieces == [b"one", b"two", None]
    assert (found.state, found.size, found.media_type) == (Keep.KEPT, 9, "image/png")
    assert (count.state, count.number, count.bytes) == (Keep.KEPT, 1, 9)


async def test_an_attempt_is_written_down_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        _, media = await _wanted(stage)
        miss = Miss(media, Keep.GONE, "it is gone", 1)
        async with stage.store.transaction() as connection:
            assert await evidence.missed(connection, miss)
            assert not await evidence.missed(connection, miss)
            found = await evidence.one(connection, media)
        assert not await _keep(stage.store, media, b"one")
    assert found is not None
    assert (found.state, found.reason) == (Keep.GONE, "it is gone")


async def test_what_was_erased_is_wanted_again_by_a_new_case(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        item, media = await _wanted(stage)
        await _keep(stage.store, media, b"one")
        async with stage.store.transaction() as connection:
            found = await evidence.one(connection, media)
            assert found is not None
            assert not await evidence.erase(connection, found.id, NOON), "its case is open"
            await connection.execute("UPDATE cases SET state = 'closed'")
            assert [
                one.media for one in await evidence.over(connection, stage.clock.now.replace(year=2030), 9)
            ] == [media]
            assert await evidence.erase(connection, found.id, NOON)
            await evidence.want(connection, [item], NOON)
            assert await evidence.wanted(connection, [item]) == []
            await connection.execute("UPDATE cases SET state = 'waiting'")
            assert await evidence.lost(connection, stage.clock.now.replace(year=2030), 9) == [item]
            await evidence.want(connection, [item], NOON)
            assert [one.media for one in await evidence.wanted(connection, [item])] == [media]


async def test_a_post_without_media_is_nobodys_evidence(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(), ADDRESS)
        await stage.add_case(about=post(2, urls=[]))
        ((item,),) = await stage.ask("SELECT id FROM items")
        async with stage.store.session() as connection:
            assert [one.copies for one in await evidence.wanted(connection, [int(str(item))])] == []
