"""What comes in is written once, and a later word on it replaces an earlier one."""

from datetime import timedelta

from leeward.store.arrivals import intake
from leeward.store.arrivals.intake import NewItem, Sighting
from tests.stores import START, a_server, opened

_COPY = {"place": "original", "url": "https://m.example/1.png"}


def _item(server: int, native_id: str, uri: str = "u", revision: str = "") -> NewItem:
    media = (("m", "image", [_COPY]),)
    return NewItem(server, native_id, uri, revision, "webhook", {"native_id": native_id}, START, media)


async def test_sightings_that_are_news_are_told_once(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        one = Sighting(server, "webhook", b"1", "u", START)
        two = Sighting(server, "poll", b"1", "u", START)
        async with store.transaction() as connection:
            assert await intake.add_sightings(connection, [one, one]) == {(server, "webhook", b"1")}
            assert await intake.add_sightings(connection, [one, two]) == {(server, "poll", b"1")}


async def test_only_new_posts_are_given_back_and_an_id_that_is_its_address_is_replaced(
    fresh_database: str,
) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            (added,) = await intake.add_items(connection, [_item(server, "u")])
            assert (added.source.native_id, len(added.media)) == ("u", 1)
            assert await intake.add_items(connection, [_item(server, "7")]) == []
            assert await intake.add_items(connection, [_item(server, "8"), _item(server, "u")]) == []
            (edited,) = await intake.add_items(connection, [_item(server, "7", revision="2")])
            assert edited.item != added.item
            rows = await connection.fetch("SELECT native_id, post FROM items ORDER BY id")
            assert [row["native_id"] for row in rows] == ["7", "7"]
            assert rows[0]["post"] == '{"native_id": "7"}'


async def test_a_post_is_gone_once(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            (added,) = await intake.add_items(connection, [_item(server, "7")])
            assert await intake.mark_gone(connection, server + 1, ["7", "u"], START) == []
            assert await intake.mark_gone(connection, server, ["7", "u"], START) == [added.item]
            assert await intake.mark_gone(connection, server, ["u"], START) == []


async def test_an_older_word_on_a_complaint_changes_nothing(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        later = START + timedelta(minutes=1)
        async with store.transaction() as connection:
            await intake.add_flags(connection, [(server, "9", {}, later, False)])
            await intake.add_flags(connection, [(server, "9", {}, START, True)])
            await intake.add_flags(connection, [])
            assert [row["is_open"] for row in await connection.fetch("SELECT is_open FROM flags")] == [False]


async def test_counts_add_up_and_what_waits_is_counted_up_to_a_limit(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            for _ in range(2):
                await intake.count(connection, START.date(), {(server, "a"): 2, (server, "b"): 1})
            await intake.count(connection, START.date(), {})
            rows = await connection.fetch("SELECT what, number FROM counts ORDER BY what")
            assert [tuple(row) for row in rows] == [("a", 4), ("b", 2)]
            await intake.add_items(connection, [_item(server, str(n), str(n)) for n in range(3)])
            assert [await intake.waiting(connection, most) for most in (2, 9)] == [2, 3]


async def test_the_posts_that_complaints_cite_are_found_by_name(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            for posts in (["7", "https://m.example/8", "7"], ["7"], []):
                await intake.add_flags(connection, [(server, "5", {"posts": posts}, START, True)])
            rows = await connection.fetch("SELECT post, flag FROM flag_posts ORDER BY post")
            assert [tuple(row) for row in rows] == [("7", "5"), ("https://m.example/8", "5")]
