"""Each person is dealt the case on which most depends; nobody gets another's."""

import asyncio
from collections import Counter

import pytest

from leeward.config import Config, Live
from leeward.config import Desk as DeskSettings
from leeward.model.errors import NotAllowed
from leeward.review.people.rights import Role, Visitor
from leeward.review.queue.claims import Pass
from tests.queues import Picture, Stage, stage


async def _dealt(desk: Stage, visitor: Visitor) -> list[int]:
    """Everything that they are dealt, each passed on."""
    found: list[int] = []
    while (case := await desk.room.queue.deal(visitor)) is not None:
        found.append(case)
        await desk.room.queue.release(visitor, case, Pass.SKIP)
    return found


async def test_what_is_overdue_and_what_is_gravest_come_in_turns(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        spam = await desk.case(server, "spam")
        hate = await desk.case(server, "hate", hours=1)
        grave = await desk.case(server, "child-safety")
        old = await desk.case(server, "spam", hours=73)
        older = await desk.case(server, "hate", hours=74)
        assert await _dealt(desk, ada) == [older, grave, old, hate, spam]
        assert await desk.room.queue.deal(ada) is None


async def test_what_is_overdue_of_child_safety_comes_before_all_else(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        new = await desk.case(server, "child-safety")
        old = await desk.case(server, "spam", hours=90)
        late = [await desk.case(server, "child-safety", hours=hours) for hours in (6, 5)]
        assert await _dealt(desk, ada) == [*late, old, new]


async def test_no_flood_of_overdue_child_safety_buries_the_rest_for_good(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        late = [await desk.case(server, "child-safety", hours=5 + n) for n in range(9)]
        old = await desk.case(server, "spam", hours=73)
        assert (await _dealt(desk, ada)).index(old) == 7 < len(late)


async def test_nobody_is_dealt_what_is_not_theirs_to_see(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        home, other = await desk.server(), await desk.server("https://other.example")
        grave = await desk.case(home, "child-safety")
        plain = await desk.case(home, "hate")
        elsewhere = await desk.case(other, "hate")
        eve = await desk.visitor("eve", Role.MODERATOR, servers=[home])
        assert await _dealt(desk, eve) == [plain]
        assert await _dealt(desk, await desk.visitor("bo", servers=[other])) == [elsewhere]
        assert await _dealt(desk, await desk.visitor("nobody", servers=[])) == []
        assert grave in await _dealt(desk, await desk.visitor("ada"))


async def test_whoever_does_not_decide_is_dealt_nothing(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        with pytest.raises(NotAllowed):
            await desk.room.queue.deal(await desk.visitor("obi", Role.OBSERVER))


async def test_what_nobody_could_judge_waits_for_a_lead_then_for_a_partner(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, bo = await desk.visitor("ada"), await desk.visitor("bo")
        lead, other = await desk.visitor("li", Role.LEAD), await desk.visitor("lo", Role.LEAD)
        case = await desk.case(await desk.server())
        assert await desk.room.queue.deal(ada) == case
        await desk.room.queue.release(ada, case, Pass.UNABLE)
        assert await desk.room.queue.deal(bo) is None
        assert (await desk.room.queue.numbers(lead)).lead == 1
        assert await desk.room.queue.deal(lead) == case
        await desk.room.queue.release(lead, case, Pass.UNABLE)
        assert await desk.room.queue.deal(other) is None
        assert (await desk.room.queue.numbers(lead)).partner == 1


async def test_a_second_reader_is_somebody_else_and_so_is_who_hears_an_appeal(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("Ada"), await desk.server()
        voiced, appealed = await desk.case(server), await desk.case(server)
        await desk.ask(
            'INSERT INTO voices ("case", times, person, name, verdict, actions, said_at) '
            "VALUES ($1, 0, 'ada', 'Ada', 'confirmed', '{}', $2)",
            *(voiced, desk.clock()),
        )
        await desk.ask("UPDATE cases SET state = 'closed', verdict_by = 'Ada' WHERE id = $1", appealed)
        await desk.ask(
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by, "
            "appeal_of) "
            "SELECT item, server, 'waiting', queue, '{}', $2, $2, 'a job', id FROM cases WHERE id = $1",
            *(appealed, desk.clock()),
        )
        assert await _dealt(desk, ada) == []
        assert len(await _dealt(desk, await desk.visitor("bo"))) == 2


async def test_who_moderates_alone_reads_second_after_half_an_hour(fresh_database: str) -> None:
    config = Config(live=Live(alone=True), desk=DeskSettings(golden_share=0.0))
    async with stage(fresh_database, config) as desk:
        ada, case = await desk.visitor("Ada"), await desk.case(await desk.server())
        await desk.ask(
            'INSERT INTO voices ("case", times, person, name, verdict, actions, said_at) '
            "VALUES ($1, 0, 'ada', 'Ada', 'confirmed', '{}', $2)",
            *(case, desk.clock()),
        )
        assert await desk.room.queue.deal(ada) is None
        desk.clock.pass_s(1801)
        assert await desk.room.queue.deal(ada) == case


async def test_a_case_of_which_somebody_just_said_something_is_dealt_to_nobody(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        ada, case = await desk.visitor("ada"), await desk.case(await desk.server())
        await desk.ask(
            "INSERT INTO verdicts (cases, person, kind, without_looking, said_at, due_at) "
            "VALUES (ARRAY[$1::bigint], $2, 'allow', true, $3, $3)",
            *(case, ada.person, desk.clock()),
        )
        bo = await desk.visitor("bo")
        assert await desk.room.queue.deal(bo) is None
        await desk.ask("UPDATE verdicts SET undone_at = $1", desk.clock())
        assert await desk.room.queue.deal(bo) == case


async def test_after_a_hard_picture_gentle_cases_come_and_the_overdue_grave_one_still(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        ada, server = await desk.visitor("ada"), await desk.server()
        seen = await desk.case(server, "child-safety")
        gentle = [await desk.case(server, "spam", pictures=[]) for _ in range(5)]
        grave = await desk.case(server, "child-safety", hours=5)
        media = (await desk.ask("SELECT id FROM media LIMIT 1"))[0][0]
        await desk.ask(
            'INSERT INTO views (person, "case", media, level, way, severity, queue, began_at, seconds, '
            "ended_at) "
            "VALUES ($1, $2, $3, 4, 'whole', 1, 'child-safety', $4, 5, $4)",
            *(ada.person, seen, media, desk.clock()),
        )
        desk.clock.pass_s(1)
        if not await desk.room.care.deals_light(ada):
            pytest.fail("the stage is not set: no hard picture was shown")
        dealt = [await desk.room.queue.deal(ada) for _ in range(4)]
        assert {*dealt[:3]} <= {*gentle}
        assert dealt[3] == grave


async def test_twenty_people_at_once_are_dealt_each_case_once(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        cases = [await desk.case(server, "hate", hours=n / 10, pictures=[]) for n in range(60)]
        copies = [await desk.case(server, "ncii", pictures=[Picture(b"s" * 32)]) for _ in range(10)]
        people = [await desk.visitor(f"person {n}") for n in range(20)]

        async def take(one: Visitor) -> list[int]:
            found: list[int] = []
            while (case := await desk.room.queue.deal(one)) is not None:
                found.append(case)
            return found

        dealt = await asyncio.gather(*map(take, people))
        counted = Counter(case for one in dealt for case in one)
        assert set(counted.values()) == {1}
        assert {*counted} & {*copies}
        assert len({*counted} & {*copies}) == 1
        assert {*counted} - {*copies} == {*cases}
        holders = await desk.ask(
            'SELECT count(DISTINCT claimed_by) FROM queue WHERE "case" = ANY($1)', copies
        )
        assert holders == [(1,)]


async def test_whoever_is_killed_while_dealing_has_taken_nothing_away(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        cases = [await desk.case(server, pictures=[]) for _ in range(12)]
        people = [await desk.visitor(f"person {n}") for n in range(12)]
        tasks = [asyncio.create_task(desk.room.queue.deal(one)) for one in people]
        for _ in range(40):
            await asyncio.sleep(0)
        for one in tasks[::2]:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        desk.clock.pass_s(16 * 60)
        assert sorted(await _dealt(desk, await desk.visitor("late"))) == cases
