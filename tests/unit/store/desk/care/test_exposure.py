"""Care's rows."""

from datetime import timedelta

from leeward.review.people.rights import Role
from leeward.store.desk.care import exposure
from tests.caring import FRIDAY, caring


async def test_settings_are_kept_as_they_are_and_replaced_as_a_whole(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock):
        ada = await stage.person("ada", Role.MODERATOR)
        async with stage.store.transaction() as connection:
            assert (await exposure.kept(connection, ada.person, FRIDAY)).settings is None
            await exposure.set_comfort(connection, ada.person, {"a": 1, "b": 2})
            await exposure.set_comfort(connection, ada.person, {"a": 3})
            assert (await exposure.kept(connection, ada.person, FRIDAY)).settings == {"a": 3}


async def test_views_and_shifts_are_given_since_a_moment_and_in_order(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, clock):
        ada = await stage.person("ada", Role.MODERATOR)
        case = await stage.case()
        await stage.show(ada, case, 1)
        clock.pass_minutes(1)
        await stage.show(ada, case, 2)
        clock.pass_minutes(1)
        await stage.show(ada, case, 3)
        async with stage.store.transaction() as connection:
            found = await exposure.kept(connection, ada.person, FRIDAY)
            assert [one.level for one in found.views] == [2, 3]
            assert found.views == await exposure.views(connection, ada.person, FRIDAY)
            assert found.views[0].began_at == FRIDAY + timedelta(minutes=1)
            assert (found.views[0].case, found.views[0].queue) == (case, "held")


async def test_one_thing_lasts_at_a_time(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock):
        ada = await stage.person("ada", Role.MODERATOR)
        minute = timedelta(minutes=1)
        async with stage.store.transaction() as connection:
            await exposure.begin(connection, ada.person, "work", FRIDAY)
            await exposure.still_there(connection, ada.person, FRIDAY + minute)
            await exposure.begin(connection, ada.person, "break", FRIDAY + 3 * minute)
            await exposure.still_there(connection, ada.person, FRIDAY + 4 * minute)
            await exposure.mark(connection, ada.person, "later", FRIDAY + 4 * minute)
            await exposure.begin(connection, ada.person, "work", FRIDAY + 5 * minute)
            work, rest, later, again = (await exposure.kept(connection, ada.person, FRIDAY - minute)).shifts
        assert (work.kind, work.ended_at) == ("work", FRIDAY + minute)
        assert (rest.kind, rest.seen_at, rest.ended_at) == ("break", FRIDAY + 5 * minute, FRIDAY + 5 * minute)
        assert (later.began_at, later.ended_at) == (FRIDAY + 4 * minute, FRIDAY + 4 * minute)
        assert (again.kind, again.ended_at) == ("work", None)


async def test_a_language_is_the_persons(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock):
        ada = await stage.person("ada", Role.MODERATOR)
        await stage.person("bob", Role.MODERATOR)
        async with stage.store.transaction() as connection:
            await exposure.speak(connection, ada.person, "ja")
        assert await stage.rows("SELECT name, language FROM people ORDER BY id") == [
            ("ada", "ja"),
            ("bob", ""),
        ]


async def test_cases_without_a_picture_are_counted_once_each(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, clock):
        ada = await stage.person("ada", Role.MODERATOR)
        seen, unseen, skipped, handed = [await stage.case() for _ in range(4)]
        await stage.show(ada, seen, 1)
        clock.pass_minutes(1)
        for case in (seen, unseen, unseen):
            await stage.say(ada, [case])
        for case, kind in ((skipped, "skip"), (unseen, "unable"), (handed, "handed")):
            statement = 'INSERT INTO passes ("case", person, kind, said_at) VALUES ($1, $2, $3, $4)'
            await stage.do(statement, case, ada.person, kind, clock())
        async with stage.store.transaction() as connection:
            assert await exposure.lighter(connection, ada.person, FRIDAY) == 2
            assert await exposure.lighter(connection, ada.person, clock()) == 0
