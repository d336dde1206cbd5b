"""A case moves from where it is, once."""

from leeward.model.cases import State
from leeward.store.casework import cases
from leeward.store.casework.cases import Move
from leeward.store.watch import alarms
from tests.scenes import NOON, card, connected, post, scene


async def test_a_case_only_moves_from_where_it_is(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            step = Move(State.DECIDED, State.WAITING, "a job", NOON)
            assert await cases.move(connection, case, step)
            assert not await cases.move(connection, case, step)
            verdict = Move(State.WAITING, State.CONFIRMED, "ada", NOON)
            assert await cases.judge(connection, case, verdict)
            assert not await cases.judge(connection, case, verdict)
            found = await cases.one(connection, case)
        assert found is not None
        assert (found.state, found.verdict, found.verdict_by, found.times) == (
            State.CONFIRMED,
            "confirmed",
            "ada",
            1,
        )


async def test_cases_are_listed_by_page_state_and_queue(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        numbers = [await stage.add_case(about=post(number)) for number in (1, 2, 3)]
        async with connected(stage) as connection:
            first = await cases.listed(connection, most=2)
            assert [one.case.id for one in first] == numbers[:2]
            assert [one.uri for one in await cases.listed(connection, after=numbers[1])] == [
                "https://home.example/posts/3"
            ]
            assert await cases.listed(connection, State.CLOSED) == []
            assert len(await cases.listed(connection, State.DECIDED, "held")) == 3
            assert await cases.listed(connection, queue="another") == []


async def test_a_post_is_read_as_it_was_told_with_its_complaint(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        server = await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            row = await cases.one(connection, case)
            assert row is not None
            assert (await cases.about(connection, row.item)).post == post()
            assert await cases.report_of(connection, server, "p1") is None
            await connection.execute(
                "INSERT INTO flags (server, native_id, flag, told_at, is_open) "
                """VALUES ($1, 'r7', '{"posts": ["p1"]}', $2, true)""",
                server,
                NOON,
            )
            assert await cases.report_of(connection, server, "p1") == "r7"


async def test_one_connection_at_a_time_has_a_case(fresh_database: str) -> None:
    async with scene(fresh_database) as stage, connected(stage) as one, connected(stage) as other:
        assert await cases.take(one, 7)
        assert not await cases.take(other, 7)
        assert await cases.take(other, 8)
        await cases.let(one, 7)
        assert await cases.take(other, 7)


async def test_alarms_about_a_case_end_together_and_only_by_what_is_done_about_it(
    fresh_database: str,
) -> None:
    async with scene(fresh_database) as stage:
        async with connected(stage) as connection:
            for name in ("case:7:returned", "case:7:order-1", "case:77:returned", "disk"):
                await alarms.raise_(connection, name, "something", NOON)
            await alarms.set_all(connection, {}, NOON)
        assert set(await stage.alarms()) == {"case:7:returned", "case:7:order-1", "case:77:returned"}
        async with connected(stage) as connection:
            await cases.calm(connection, 7, NOON)
        assert set(await stage.alarms()) == {"case:77:returned"}
