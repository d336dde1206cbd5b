"""What waits for people, in the order in which it should be seen."""

from leeward.model.cases import State
from leeward.store.casework import desk
from tests.scenes import ACCOUNTS, Scene, card, post, scene

OPEN = [state for state in State if state is not State.CLOSED]


async def _cases(stage: Scene, number: int) -> list[int]:
    await stage.add_server(card((*ACCOUNTS, "remove_post")))
    found = []
    for one in range(1, number + 1):
        found.append(await stage.add_case(about=post(one)))
        stage.clock.pass_s(60)
    return found


async def test_what_came_back_is_first_then_exact_matches_then_the_newest(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        old, exact, new, back, busy = await _cases(stage, 5)
        await stage.ask("UPDATE cases SET state = 'waiting'")
        await stage.ask("UPDATE cases SET is_exact = true WHERE id = $1", exact)
        await stage.ask("UPDATE cases SET state = 'returned' WHERE id = $1", back)
        await stage.ask("UPDATE cases SET state = 'verifying' WHERE id = $1", busy)
        async with stage.store.session() as connection:
            lines, number = await desk.listed(connection, OPEN, None, 10)
            few, all_of_them = await desk.listed(connection, OPEN, None, 2)
        assert [one.number for one in lines] == [back, exact, new, old, busy]
        assert number == 5
        assert [one.number for one in few] == [back, exact]
        assert all_of_them == 5


async def test_what_nobody_looked_at_is_neither_alike_nor_clean(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        clean, unlooked, alike, exact = await _cases(stage, 4)
        await stage.ask("UPDATE cases SET state = 'waiting', is_exact = id = $1", exact)
        await stage.ask(
            "UPDATE media SET look = 'looked' WHERE item <> (SELECT item FROM cases WHERE id = $1)", unlooked
        )
        await stage.ask(
            "INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, "
            "view, entry) "
            "SELECT m.id, 'stand-ins', 'd', 'pdq', false, 3, 31, 'stored', '' FROM media m "
            "JOIN cases c ON c.item = m.item WHERE c.id = $1",
            alike,
        )
        async with stage.store.session() as connection:
            lines, _ = await desk.listed(connection, OPEN, None, 10)
        assert [(one.number, str(one.likeness)) for one in lines] == [
            (exact, "exact"),
            (alike, "looks like"),
            (unlooked, "unlooked"),
            (clean, "none"),
        ]


async def test_only_the_states_and_the_queue_that_were_asked_for(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        first, second = await _cases(stage, 2)
        await stage.ask("UPDATE cases SET state = 'closed' WHERE id = $1", first)
        async with stage.store.session() as connection:
            opened, _ = await desk.listed(connection, OPEN, None, 10)
            closed, _ = await desk.listed(connection, [State.CLOSED], None, 10)
            assert await desk.listed(connection, OPEN, "elsewhere", 10) == ([], 0)
            same, _ = await desk.listed(connection, OPEN, "held", 10)
        assert [one.number for one in opened] == [second]
        assert opened == same
        assert [one.number for one in closed] == [first]
        assert closed[0].host == "home.example"


async def test_orders_that_are_not_ended_are_counted_by_what_they_wait_for(fresh_database: str) -> None:
    async with scene(fresh_database, fuse=1) as stage:
        await stage.add_server(card(("mark_sensitive", "unmark_sensitive"), {"hold_post": None}))
        numbers = [await stage.add_case(about=post(one)) for one in (1, 2)]
        for number in numbers:
            await stage.act(number)
        async with stage.store.session() as connection:
            lines, _ = await desk.listed(connection, OPEN, None, 10)
            found = {one.action: one for one in await desk.stopped(connection)}
        assert {one.stopped for one in lines} == {0, len(found)}
        stopped = found["mark_sensitive"]
        assert stopped.server == stage.server
        assert (stopped.host, stopped.number, stopped.subjects) == ("home.example", 1, 1)
        assert stopped.since == stage.clock()
