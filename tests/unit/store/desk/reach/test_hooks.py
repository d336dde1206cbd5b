"""Rows of hooks: triggers write what is to be told, and each call is one worker's at a time."""

from datetime import timedelta

from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.desk.reach import hooks
from leeward.store.desk.reach.hooks import NewHook
from tests.scenes import Scene, card, scene

MINUTE = timedelta(minutes=1)


async def _person(stage: Scene, name: str = "ada") -> int:
    async with stage.store.transaction() as connection:
        return await people.add(connection, NewPerson(name, name, ["lead"], True, "a test"), stage.clock())


async def _hook(stage: Scene, person: int, *events: str) -> int:
    async with stage.store.transaction() as connection:
        return await hooks.add(connection, NewHook(person, "https://p.example", b"s", events), stage.clock())


async def test_what_a_hook_did_not_ask_for_is_not_written(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        ada = await _person(stage)
        opened, ended = await _hook(stage, ada, "case.opened"), await _hook(stage, ada, "case.opened")
        await _hook(stage, ada, "case.moved")
        async with stage.store.transaction() as connection:
            assert await hooks.end(connection, ended, ada, stage.clock(), "no more") == ada
        case = await stage.add_case()
        assert await stage.ask('SELECT hook, event, "case" FROM hook_calls') == [
            (opened, "case.opened", case)
        ]


async def test_a_call_that_is_taken_is_nobody_elses_until_its_time(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        ada = await _person(stage)
        hook, now = await _hook(stage, ada, "case.opened"), stage.clock()
        case = await stage.add_case()
        async with stage.store.transaction() as connection:
            ((call, attempts),) = await hooks.due(connection, now, 10)
            assert attempts == 0
            taken = await hooks.take(connection, call, now, now + MINUTE)
            assert taken is not None
            assert (taken.hook, taken.case, taken.attempts, taken.name) == (hook, case, 1, "ada")
            assert await hooks.take(connection, call, now, now + MINUTE) is None
            assert await hooks.due(connection, now, 10) == []
            await hooks.again(connection, call, now + MINUTE, "not now")
            (row,) = await hooks.standing(connection, ada, now)
            assert (row.calls, row.trouble, row.told_at) == (1, "not now", None)
            assert await hooks.due(connection, now + MINUTE, 10) == [(call, 1)]
            await hooks.told(connection, call, now, "thanks")
            assert await hooks.due(connection, now + MINUTE, 10) == []
            (row,) = await hooks.standing(connection, None, now)
            assert (row.calls, row.trouble, row.told_at) == (0, None, now)
            assert [(one.said, one.done_at) for one in await hooks.calls(connection, hook, 5)] == [
                ("thanks", now)
            ]
            about = await hooks.about(connection, case)
            assert about is not None
            assert (about.server, about.queue) == (stage.server, "held")
            assert await hooks.about(connection, case + 1) is None


async def test_the_end_of_a_hook_ends_what_it_was_still_to_be_told(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        ada, bo = await _person(stage), await _person(stage, "bo")
        hook = await _hook(stage, ada, "case.opened")
        await stage.add_case()
        async with stage.store.transaction() as connection:
            assert await hooks.number(connection, ada) == 1
            assert await hooks.try_out(connection, hook, bo, stage.clock()) is None
            assert await hooks.try_out(connection, hook, ada, stage.clock())
            assert await hooks.end(connection, hook, bo, stage.clock(), "no") is None
            assert await hooks.end(connection, hook, None, stage.clock(), "no more") == ada
            assert await hooks.due(connection, stage.clock(), 10) == []
            assert [one.said for one in await hooks.calls(connection, hook, 5)] == ["no more", "no more"]
            assert await hooks.number(connection, ada) == 0
            await hooks.forget(connection, stage.clock() + MINUTE)
            assert await hooks.calls(connection, hook, 5) == []
