"""What waits is ranked once, again when something new is known, and never lost."""

import asyncio
from datetime import timedelta

from leeward.config import Desk
from leeward.review.queue.priority import Lane, height
from tests.queues import Picture, Stage, stage

_ROW = 'SELECT band, lane, is_held, is_text, severity, ranked_at IS NOT NULL FROM queue WHERE "case" = $1'


async def _rank(desk: Stage) -> int:
    return await desk.room.queue.ranking.rank()


async def test_a_case_is_in_the_queue_exactly_as_long_as_it_waits(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        assert await desk.waits() == [case]
        await desk.move(case, "confirmed")
        assert await desk.waits() == []
        await desk.move(case, "verifying")
        await desk.move(case, "returned")
        assert await desk.waits() == [case]
        await desk.move(case, "closed")
        assert await desk.waits() == []
        assert await _rank(desk) == 0


async def test_a_case_is_ranked_by_what_is_known_of_it(fresh_database: str) -> None:
    async with stage(fresh_database, desk=Desk(bands={"bridges": "threat"})) as desk:
        server = await desk.server()
        grave = await desk.case(server, "child-safety", pictures=[Picture(entries=[(b"e", 0)])])
        near = await desk.case(server, "bridges", pictures=[Picture(entries=[(b"f", 12)])])
        words = await desk.case(server, "flags", pictures=[])
        assert await _rank(desk) == 3
        assert await desk.ask(_ROW, grave) == [("child-safety", "urgent", False, False, 100.0, True)]
        assert await desk.ask(_ROW, near) == [("threat", "urgent", False, False, 50.0, True)]
        assert await desk.ask(_ROW, words) == [("other", "steady", False, True, 2.0, True)]
        told = [
            (await desk.ask("SELECT parts->>'probability' FROM queue WHERE \"case\" = $1", one))[0][0]
            for one in (grave, near, words)
        ]
        assert told == ["0.99", "0.8", "0.25"]
        assert await _rank(desk) == 0


async def test_a_hold_and_a_complaint_change_where_a_case_stands(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        case = await desk.case(server)
        await desk.room.queue.ranking.rank_all()
        ((before,),) = await desk.ask("SELECT rank FROM queue")
        await desk.ask(
            'INSERT INTO orders (key, "case", server, action, target, subject, state, made_at) '
            "VALUES ('k', $1, $2, 'hold_post', 'p1', '{}', 'sent', $3)",
            case,
            server,
            desk.clock(),
        )
        await desk.ask("UPDATE orders SET state = 'done'")
        assert await _rank(desk) == 1
        assert (await desk.ask(_ROW, case))[0][:3] == ("hate", "held", True)
        await desk.ask("INSERT INTO policies VALUES ('d', '', $1)", desk.clock())
        await desk.ask(
            "INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at) "
            "SELECT item, 1, 'd', '1', '{\"flag.score\": 2.0}', '{}', '{}', $1 FROM cases",
            desk.clock(),
        )
        assert await _rank(desk) == 1
        ((parts,),) = await desk.ask("SELECT parts->>'probability_from' FROM queue")
        assert parts == "complaints"
        ((after, lane),) = await desk.ask("SELECT rank, lane FROM queue")
        assert height(float(str(after)), Lane(str(lane)), desk.clock()) != float(str(before))


async def test_many_are_ranked_by_several_processes_at_once_each_of_them_once(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        for _ in range(120):
            await desk.case(server, pictures=[])
        done = await asyncio.gather(*(desk.room.queue.ranking.rank(is_urgent=True) for _ in range(4)))
        assert sum(done) == 120
        assert await desk.ask("SELECT count(*) FROM queue WHERE rank IS NULL") == [(0,)]


async def test_whoever_is_killed_while_ranking_has_lost_nothing(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        running = asyncio.create_task(_blocked(desk, case))
        await running
        assert await desk.ask("SELECT rank IS NULL FROM queue") == [(True,)]
        assert await _rank(desk) == 1
        assert await desk.ask("SELECT rank IS NULL FROM queue") == [(False,)]


async def _blocked(desk: Stage, case: int) -> None:
    """Somebody moves the case while it is ranked: it stays news, and is not waited for."""
    async with desk.store.transaction() as connection:
        await connection.execute('UPDATE queue SET needs = needs WHERE "case" = $1', case)
        assert await _rank(desk) == 0


async def test_how_long_people_took_is_taken_from_their_verdicts(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        for _ in range(20):
            case = await desk.case(server, pictures=[])
            at = desk.clock()
            await desk.ask(
                'INSERT INTO deals ("case", person, way, band, dealt_at) VALUES ($1, $2, $3, $4, $5)',
                *(case, ada.person, "index", "hate", at),
            )
            await desk.ask(
                "INSERT INTO verdicts (cases, person, kind, without_looking, said_at, due_at) "
                "VALUES (ARRAY[$1::bigint], $2, 'allow', true, $3, $3)",
                *(case, ada.person, at + timedelta(minutes=7)),
            )
        desk.clock.pass_s(3600)
        await desk.room.queue.ranking.rank_all()
        assert await desk.ask("SELECT DISTINCT parts->>'minutes' FROM queue") == [("7.0",)]
        desk.clock.pass_s(100 * 24 * 3600)
        await desk.room.queue.ranking.forget()
        assert await desk.ask("SELECT count(*) FROM deals") == [(0,)]
