"""A verdict takes effect once, whatever is killed meanwhile; what another decided first stays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest

from leeward.config import Config, Live
from leeward.review.cases.applying import Applying
from leeward.review.cases.verdicts import Kind, Saying
from leeward.review.people.rights import Role, Visitor
from leeward.store.connection import Connection, Store
from tests.queues import Picture, Stage, stage
from tests.scenes import Killed


@dataclass
class Mortal:
    """A store whose process is killed at one of its transactions: before it is committed, or right after."""

    store: Store
    at: int
    is_before: bool
    number: int = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Like the real one's."""
        self.number += 1
        mine = self.number
        async with self.store.transaction() as connection:
            yield connection
            if mine == self.at and self.is_before:
                raise Killed
        if mine == self.at:
            raise Killed

    def session(self) -> AbstractAsyncContextManager[Connection]:
        """As it is."""
        return self.store.session()


async def _said(desk: Stage, visitor: Visitor, saying: Saying) -> int:
    number = await desk.room.verdicts.say(visitor, saying)
    desk.clock.pass_s(11)
    return number


async def _bundle(desk: Stage, server: int) -> tuple[int, int, int]:
    found = tuple([await desk.case(server, pictures=[Picture(b"s" * 32)]) for _ in range(3)])
    await desk.room.queue.ranking.rank_all()
    return cast(tuple[int, int, int], found)


async def test_killed_at_any_point_nothing_is_lost_and_nothing_done_twice(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server, ada = await desk.server(), await desk.visitor("ada")
        for at in range(1, 6):  # begin, three cases, end
            for is_before in (True, False):
                cases = await _bundle(desk, server)
                number = await _said(desk, ada, Saying(cases[0], Kind.REMOVE, also=cases[1:]))
                mortal = cast(Store, Mortal(desk.store, at, is_before))
                with pytest.raises(Killed):
                    await Applying(replace(desk.room.ground, store=mortal)).apply(number)
                for _ in range(2):
                    await Applying(desk.room.ground).apply(number)
                said = await desk.room.verdicts.one(ada, number)
                assert said.is_applied
                assert said.outcome == dict.fromkeys(cases, "confirmed")
                once = await desk.ask(
                    'SELECT count(*), count(DISTINCT "case") FROM ledger '
                    "WHERE \"case\" = ANY($1::bigint[]) AND kind = 'case.confirmed'",
                    [*cases],
                )
                assert once == [(3, 3)], (at, is_before)


async def test_two_workers_at_one_verdict_do_it_once(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        cases = await _bundle(desk, await desk.server())
        ada = await desk.visitor("ada")
        number = await _said(desk, ada, Saying(cases[0], Kind.ALLOW, also=cases[1:]))
        await asyncio.gather(*(Applying(desk.room.ground).apply(number) for _ in range(4)))
        assert await desk.ask("SELECT count(*) FROM ledger WHERE kind = 'case.released'") == [(3,)]


async def test_a_first_of_two_voices_is_not_its_own_second_however_often_the_job_comes(
    fresh_database: str,
) -> None:
    config = Config(live=Live(alone=True))
    async with stage(fresh_database, config) as desk:
        case, ada = await desk.case(await desk.server()), await desk.visitor("ada")
        await _two_must_agree(desk)
        number = await _said(desk, ada, Saying(case, Kind.REMOVE))
        mortal = cast(Store, Mortal(desk.store, 2, is_before=False))  # said, and not noted as the end of it
        with pytest.raises(Killed):
            await Applying(replace(desk.room.ground, store=mortal)).apply(number)
        desk.clock.pass_s(3600)  # now the same person could say it again
        await Applying(desk.room.ground).apply(number)
        assert (await desk.room.verdicts.one(ada, number)).outcome == {case: "voiced"}
        assert await desk.ask("SELECT state FROM cases") == [("waiting",)]
        again = await _said(desk, ada, Saying(case, Kind.REMOVE))
        await Applying(desk.room.ground).apply(again)
        assert await desk.ask("SELECT state FROM cases") == [("confirmed",)]


async def test_the_second_of_two_who_agree_lets_it_take_effect(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        await _two_must_agree(desk)
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        for visitor, name, outcome in (
            (ada, "ada", "voiced"),
            (ada, "ADA", "voiced"),
            (bob, "bob", "confirmed"),
        ):
            await desk.ask("UPDATE people SET name = $2 WHERE id = $1 RETURNING 1", visitor.person, name)
            number = await _said(desk, visitor, Saying(case, Kind.REMOVE))
            await Applying(desk.room.ground).apply(number)
            assert (await desk.room.verdicts.one(visitor, number)).outcome == {case: outcome}


async def _two_must_agree(desk: Stage) -> None:
    await desk.ask("INSERT INTO policies (digest, text, first_at) VALUES ('d', '', now()) RETURNING 1")
    evaluation = (
        '{"policy": "d", "name": "n", "outcomes": [], "actions": [], "shadow": [], "unknown_rules": [], '
        '"demoted": [], "at": "looked", "proposals": [{"action": "remove", "human": "two", "rules": ["r"]}]}'
    )
    await desk.ask(
        "INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at) "
        "SELECT id, 1, 'd', '1', '{}', $1::jsonb, '{}', now() FROM items RETURNING 1",
        evaluation,
    )


async def test_what_somebody_else_decided_meanwhile_stays_and_the_rest_is_done(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        cases = await _bundle(desk, await desk.server())
        ada = await desk.visitor("ada")
        number = await _said(desk, ada, Saying(cases[0], Kind.ALLOW, also=cases[1:]))
        await desk.room.ground.verdicts().confirm(cases[1], "bob")
        await Applying(desk.room.ground).apply(number)
        outcome = (await desk.room.verdicts.one(ada, number)).outcome
        assert outcome == {cases[0]: "released", cases[1]: "conflict", cases[2]: "released"}
        assert await desk.ask("SELECT verdict FROM cases WHERE id = $1", cases[1]) == [("confirmed",)]


async def test_a_clock_that_is_behind_asks_again_and_takes_no_time_from_anybody(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, ada = await desk.case(await desk.server()), await desk.visitor("ada")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        desk.clock.pass_s(4)
        await Applying(desk.room.ground).apply(number)
        assert (await desk.room.verdicts.one(ada, number)).seconds == 6.0
        jobs = await desk.ask("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'verdict'")
        assert jobs == [(2,)]


async def test_what_somebody_cannot_judge_goes_to_a_lead_and_then_to_nobody_here(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada, lena = await desk.visitor("ada"), await desk.visitor("lena", Role.LEAD)
        for visitor, whom in ((ada, "lead"), (lena, "partner")):
            number = await _said(desk, visitor, Saying(case, Kind.UNABLE))
            await Applying(desk.room.ground).apply(number)
            assert (await desk.room.verdicts.one(visitor, number)).outcome == {case: whom}
            assert await desk.ask("SELECT needs FROM queue") == [(whom,)]
        assert await desk.ask("SELECT person, kind FROM passes ORDER BY person") == [
            (ada.person, "unable"),
            (lena.person, "unable"),
        ]
        assert await desk.ask("SELECT state FROM cases") == [("waiting",)]


async def test_a_case_that_was_decided_meanwhile_needs_nobody_any_more(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, ada = await desk.case(await desk.server()), await desk.visitor("ada")
        number = await _said(desk, ada, Saying(case, Kind.UNABLE))
        await desk.room.ground.verdicts().release(case, "bob")
        await Applying(desk.room.ground).apply(number)
        assert "decided by somebody else" in (await desk.room.verdicts.matters(ada)).troubles[0].said
