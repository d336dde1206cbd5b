"""Cases that a job may release: only those, and only once."""

from leeward.model.cases import LetGo
from leeward.store.casework import lapses
from tests.scenes import Scene, card, connected, post, scene


async def _early(stage: Scene, number: int) -> int:
    case = await stage.add_case(about=post(number))
    await stage.ask("UPDATE cases SET is_early = true WHERE id = $1", case)
    return case


async def test_of_early_cases_those_are_found_that_no_person_has_touched(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        mine, confirmed, spoken, late = [await _early(stage, number) for number in range(1, 5)]
        await stage.ask("UPDATE cases SET state = 'confirmed' WHERE id = $1", confirmed)
        await stage.ask("INSERT INTO voices VALUES ($1, 0, 'ada', 'Ada', 'confirmed', '{}', now())", spoken)
        await stage.ask("UPDATE cases SET is_early = false WHERE id = $1", late)
        items = [row[0] for row in await stage.ask("SELECT item FROM cases")]
        async with connected(stage) as connection:
            assert await lapses.early(connection, [int(str(one)) for one in items]) == [mine]
            assert await lapses.let_go(connection, mine, LetGo.CLEAN, stage.clock())
            assert not await lapses.let_go(connection, mine, LetGo.CLEAN, stage.clock())
            assert not await lapses.let_go(connection, confirmed, LetGo.CLEAN, stage.clock())


async def test_a_hold_is_due_from_its_time_on_until_somebody_decides(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.ask("UPDATE cases SET lapses_at = $1", stage.clock())
        async with connected(stage) as connection:
            assert await lapses.due(connection, stage.clock(), 10) == [case]
            assert await lapses.is_due(connection, case, stage.clock())
            await connection.execute("UPDATE cases SET state = 'confirmed'")
            assert await lapses.due(connection, stage.clock(), 10) == []
            assert not await lapses.is_due(connection, case, stage.clock())


async def test_one_case_goes_on_from_one_that_lapsed_and_not_two(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case(["hold", "queue:a"])
        async with connected(stage) as connection:
            assert await lapses.follow(connection, case, stage.clock()) is None
            await lapses.let_go(connection, case, LetGo.LAPSED, stage.clock())
            after = await lapses.follow(connection, case, stage.clock())
            assert after is not None
            assert await lapses.follow(connection, case, stage.clock()) is None
            assert await lapses.follower(connection, case) == after
            assert await lapses.follower(connection, after) is None
