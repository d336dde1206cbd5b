"""The ledger searched: by case, kind, person, in pages; never what somebody was shown."""

from leeward.pipeline.recording import Note
from leeward.store.connection import Store
from leeward.store.desk.office import audit
from leeward.store.desk.office.audit import Window
from tests.stores import Clock, opened, recorder


async def _written(store: Store, *notes: Note) -> None:
    async with store.transaction() as connection:
        await recorder(Clock()).record(connection, notes)


async def test_entries_are_found_by_what_they_are_about_the_newest_first(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        await _written(
            store,
            Note("policy.edited", {"author": "ada"}),
            Note("case.closed", {"person": "bob"}, case=7),
            Note("brake.set", {"person": "ada"}),
            Note("person.signed-in", {"person": 12}),
        )
        async with store.session() as connection:
            every = await audit.newest(connection, Window())
            assert [one.kind for one in every] == [
                "person.signed-in",
                "brake.set",
                "case.closed",
                "policy.edited",
            ]
            older = await audit.newest(connection, Window(before=every[1].id, most=1))
            assert [one.kind for one in older] == ["case.closed"]
            assert [one.kind for one in await audit.of_case(connection, Window(), 7)] == ["case.closed"]
            mine = await audit.of_person(connection, Window(), ["ada", "12"])
            assert [one.kind for one in mine] == ["person.signed-in", "brake.set", "policy.edited"]
            some = await audit.of_kinds(connection, Window(), ["brake.set", "policy.edited", "none"])
            assert [one.kind for one in some] == ["brake.set", "policy.edited"]
            assert await audit.kinds(connection) == tuple(sorted(one.kind for one in every))
            first, behind = await audit.bounds(connection)
            assert (first, behind) == (every[-1].id, every[0].id + 1)
            found = await audit.at_or_after(connection, first)
            assert found is not None
            assert found[0] == first
            assert await audit.at_or_after(connection, behind) is None
            assert await audit.visible(connection, [first, behind]) == frozenset({first})
            assert await audit.one(connection, 0) is None  # none has a place yet
            assert await audit.people(connection) == {}


async def test_what_somebody_was_shown_is_only_counted(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        await _written(store, Note("view.began", {"person": "ada", "case": 3}, case=3), Note("a.b", {}))
        async with store.session() as connection:
            assert await audit.views(connection, 9) == 1
            assert await audit.views(connection, 0) == 0
            assert [one.kind for one in await audit.newest(connection, Window())] == ["a.b"]
            assert await audit.of_case(connection, Window(), 3) == []
            assert await audit.of_kinds(connection, Window(), ["view.began"]) == []
            assert await audit.of_person(connection, Window(), ["ada"]) == []
            assert await audit.kinds(connection) == ("a.b",)
