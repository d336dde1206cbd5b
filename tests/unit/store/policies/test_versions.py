"""Versions: numbered without gaps, the newest in force; what was promoted stays so."""

from leeward.store.connection import Connection
from leeward.store.policies import versions
from leeward.store.policies.versions import Kind, NewVersion, Origin, RuleMark
from tests.stores import START, opened

MARK = RuleMark("exact", "d1", "c1", "enforce", is_private=True)


def _new(digest: str = "a", text: str = "policy = 1", unwritten: str | None = None) -> NewVersion:
    return NewVersion(digest, Kind.EDITED, Origin.FILE, "ada", "so", text, (MARK,), unwritten)


async def _add(connection: Connection, *new: NewVersion) -> list[int]:
    await versions.lock(connection)
    return [await versions.add(connection, one, START) for one in new]


async def test_before_the_first_there_is_none(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.session() as connection:
        assert await versions.newest(connection) is None
        assert await versions.newest_number(connection) is None
        assert await versions.one(connection, 1) is None
        assert await versions.every(connection) == []
        assert await versions.promoted(connection) == frozenset()


async def test_the_newest_is_in_force_and_all_are_kept(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        assert await _add(connection, _new("a", "one"), _new("b", "two", "here"), _new("a", "three")) == [
            1,
            2,
            3,
        ]
        newest = await versions.newest(connection)
        assert newest is not None
        assert (newest.number, newest.digest, newest.text, newest.made_at) == (3, "a", "three", START)
        assert (newest.kind, newest.origin, newest.author, newest.why) == (
            Kind.EDITED,
            Origin.FILE,
            "ada",
            "so",
        )
        assert newest.rules == (MARK,)
        assert await versions.newest_number(connection) == 3
        second = await versions.one(connection, 2)
        assert second is not None
        assert (second.text, second.unwritten) == ("two", "here")
        assert [(one.number, one.text) for one in await versions.every(connection)] == [
            (1, ""),
            (2, ""),
            (3, ""),
        ]
        assert sorted(await versions.texts(connection)) == ["one", "three", "two"]


async def test_a_version_is_found_by_what_it_means_and_by_its_letters(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await _add(connection, _new("a", "one"), _new("b", "two"), _new("a", "three"))
        assert await versions.number_of(connection, "a") == 3
        assert await versions.number_of(connection, "c") is None
        assert await versions.number_of_text(connection, "one") == 1
        assert await versions.number_of_text(connection, "four") is None


async def test_a_written_file_is_unwritten_no_more(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await _add(connection, _new(unwritten="here"))
        await versions.mark_written(connection, 1)
        newest = await versions.newest(connection)
        assert newest is not None
        assert newest.unwritten is None


async def test_a_number_is_lost_to_nobody_who_gave_up(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        async with store.session() as connection:
            await connection.execute("BEGIN")
            assert await _add(connection, _new()) == [1]
            await connection.execute("ROLLBACK")
        async with store.transaction() as connection:
            assert await _add(connection, _new()) == [1]


async def test_what_was_promoted_once_keeps_its_first_promoter(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await versions.promote(connection, [MARK], "ada", START)
        await versions.promote(connection, [MARK, RuleMark("b", "d", "c2", "enforce")], "bob", START)
        await versions.promote(connection, [], "cyd", START)
        assert await versions.promoted(connection) == {"c1", "c2"}
        rows = await connection.fetch("SELECT rule, author FROM promotions ORDER BY core")
        assert [tuple(row) for row in rows] == [("exact", "ada"), ("b", "bob")]
