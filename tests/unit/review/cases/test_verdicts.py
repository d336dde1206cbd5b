"""What people say can be taken back for a while; who may say what about which case."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.errors import CaseError, NotAllowed
from leeward.review.cases.applying import Applying
from leeward.review.cases.verdicts import Kind, Saying
from leeward.review.people.rights import Role
from tests.queues import Picture, Stage, stage

SAME = Picture(b"s" * 32)


async def _jobs(desk: Stage) -> list[tuple[object, ...]]:
    return await desk.ask(
        "SELECT entrypoint, dedupe_key FROM pgqueuer WHERE entrypoint = 'verdict' ORDER BY id"
    )


async def test_a_verdict_waits_with_its_job_and_does_nothing_yet(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada = await desk.visitor("ada")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        assert await _jobs(desk) == [("verdict", f"verdict:{number}")]
        said = await desk.room.verdicts.one(ada, number)
        assert (said.kind, said.cases, said.seconds, said.is_applied) == (Kind.ALLOW, (case,), 10.0, False)
        assert await desk.ask("SELECT state FROM cases") == [("waiting",)]


async def test_what_is_taken_back_in_time_never_takes_effect(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada = await desk.visitor("ada")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.REMOVE))
        desk.clock.pass_s(9.9)
        await desk.room.verdicts.undo(ada, number)
        desk.clock.pass_s(60)
        await Applying(desk.room.ground).apply(number)
        assert await desk.ask("SELECT state, verdict FROM cases") == [("waiting", None)]
        assert (await desk.room.verdicts.one(ada, number)).is_undone
        again = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        assert again > number


async def test_too_late_or_by_somebody_else_nothing_is_taken_back(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        with pytest.raises(CaseError, match="cannot be taken back"):
            await desk.room.verdicts.undo(bob, number)
        with pytest.raises(CaseError, match="you have said nothing"):
            await desk.room.verdicts.one(bob, number)
        desk.clock.pass_s(10.0)
        with pytest.raises(CaseError, match="cannot be taken back"):
            await desk.room.verdicts.undo(ada, number)


async def test_while_one_decides_nobody_else_does_and_is_told_nothing_of_what(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        people = [await desk.visitor(name) for name in ("ada", "bob", "eve")]
        said = await asyncio.gather(
            *(desk.room.verdicts.say(one, Saying(case, Kind.REMOVE)) for one in people),
            return_exceptions=True,
        )
        refused = [str(one) for one in said if isinstance(one, CaseError)]
        assert refused == [f"somebody is just deciding about case {case}"] * 2


async def test_who_may_not_decide_or_see_is_refused_without_a_word_on_what_is_there(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        home, far = await desk.server(), await desk.server("https://far.example")
        case, child = await desk.case(home), await desk.case(home, queue="child-safety")
        observer = await desk.visitor("olga", Role.OBSERVER)
        with pytest.raises(NotAllowed):
            await desk.room.verdicts.say(observer, Saying(case, Kind.ALLOW))
        with pytest.raises(NotAllowed):
            await desk.room.verdicts.skip(observer, case)
        for name, roles, seen, number in (
            ("far", (Role.MODERATOR,), [far], case),
            ("plain", (Role.MODERATOR,), None, child),
            ("lost", (Role.LEAD,), None, 999),
        ):
            visitor = await desk.visitor(name, *roles, servers=seen)
            with pytest.raises(CaseError, match=f"there is no case {number}"):
                await desk.room.verdicts.say(visitor, Saying(number, Kind.ALLOW))


async def test_only_what_fits_the_state_can_be_said(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada = await desk.visitor("ada")
        for kind in (Kind.UPHOLD, Kind.LEAVE):
            with pytest.raises(CaseError, match="cannot be decided like that"):
                await desk.room.verdicts.say(ada, Saying(case, kind))
        await desk.move(case, "returned")
        with pytest.raises(CaseError, match="left as it is for a reason"):
            await desk.room.verdicts.say(ada, Saying(case, Kind.LEAVE, why="  "))
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.LEAVE, why="a court said so"))
        desk.clock.pass_s(11)
        await Applying(desk.room.ground).apply(number)
        assert await desk.ask("SELECT state, why FROM cases") == [("closed", "a court said so")]


async def test_a_bundle_is_decided_at_once_but_for_what_is_no_copy(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one, two = [await desk.case(server, pictures=[SAME]) for _ in range(2)]
        other = await desk.case(server)
        await desk.room.queue.ranking.rank_all()
        ada = await desk.visitor("ada")
        with pytest.raises(CaseError, match=f"case {other} is no near copy of case {one}"):
            await desk.room.verdicts.say(ada, Saying(one, Kind.ALLOW, also=(two, other)))
        number = await desk.room.verdicts.say(ada, Saying(one, Kind.ALLOW, also=(two,)))
        with pytest.raises(CaseError, match=f"just deciding about case {two}"):
            await desk.room.verdicts.say(ada, Saying(two, Kind.REMOVE))
        desk.clock.pass_s(11)
        await Applying(desk.room.ground).apply(number)
        assert (await desk.room.verdicts.one(ada, number)).outcome == {one: "released", two: "released"}
        assert await desk.waits() == [other]


async def test_a_copy_of_a_copy_is_neither_offered_nor_decided_with_it(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        server, ada = await desk.server(), await desk.visitor("ada")
        bits = [((1 << number) - 1).to_bytes(32) for number in (0, 30, 60)]
        one, between, far = [await desk.case(server, pictures=[Picture(None, pdq)]) for pdq in bits]
        await desk.room.queue.ranking.rank_all()
        assert await desk.ask("SELECT count(DISTINCT bundle) FROM queue") == [(1,)]
        for case, near in ((one, [between]), (between, [one, far]), (far, [between])):
            told = await desk.room.cases.told(ada, case)
            assert [copy.case for copy in told.copies] == near
        with pytest.raises(CaseError, match=f"case {far} is no near copy of case {one}"):
            await desk.room.verdicts.say(ada, Saying(one, Kind.ALLOW, also=(between, far)))
        number = await desk.room.verdicts.say(ada, Saying(one, Kind.ALLOW, also=(between,)))
        assert (await desk.room.verdicts.one(ada, number)).cases == (one, between)


async def test_a_copy_that_somebody_else_is_at_is_neither_told_nor_decided_with_it(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        server = await desk.server()
        one, two = [await desk.case(server, pictures=[SAME]) for _ in range(2)]
        await desk.room.queue.ranking.rank_all()
        ada, bob = await desk.visitor("ada"), await desk.visitor("bob")
        await desk.ask(
            'UPDATE queue SET claimed_by = $2, claimed_until = $3 WHERE "case" = $1 RETURNING 1',
            *(two, bob.person, desk.clock() + timedelta(minutes=15)),
        )
        assert (await desk.room.cases.told(ada, one)).copies == ()
        with pytest.raises(
            CaseError, match=f"case {two} is no near copy of case {one}, or somebody else is at"
        ):
            await desk.room.verdicts.say(ada, Saying(one, Kind.ALLOW, also=(two,)))
        desk.clock.pass_s(16 * 60)
        assert [copy.case for copy in (await desk.room.cases.told(ada, one)).copies] == [two]


async def test_a_skipped_case_is_noted_as_passed_and_free_again(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada = await desk.visitor("ada")
        await desk.ask(
            "UPDATE queue SET claimed_by = $1, claimed_until = $2 RETURNING 1", ada.person, desk.clock()
        )
        await desk.room.verdicts.skip(ada, case)
        await desk.room.verdicts.skip(ada, case)
        assert await desk.ask("SELECT person, kind FROM passes") == [(ada.person, "skip")]
        assert await desk.ask("SELECT claimed_by FROM queue") == [(None,)]


async def test_what_did_not_take_effect_is_read_once_and_what_nobody_can_judge_is_told_to_leads(
    fresh_database: str,
) -> None:
    async with stage(fresh_database) as desk:
        home, far = await desk.server(), await desk.server("https://far.example")
        case, stuck, stuck_far = await desk.case(home), await desk.case(home), await desk.case(far)
        ada = await desk.visitor("ada")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        assert [one.id for one in (await desk.room.verdicts.matters(ada)).pending] == [number]
        desk.clock.pass_s(11)
        await desk.room.ground.verdicts().confirm(case, "bob")
        await Applying(desk.room.ground).apply(number)
        found = await desk.room.verdicts.matters(ada)
        assert found.pending == ()
        assert [(one.verdict, one.case, one.kind) for one in found.troubles] == [(number, case, Kind.ALLOW)]
        assert "was confirmed by bob" in found.troubles[0].said
        await desk.room.verdicts.read(ada, number)
        assert (await desk.room.verdicts.matters(ada)).troubles == ()
        told = [stuck, stuck_far]
        await desk.ask(
            "UPDATE queue SET needs = 'partner' WHERE \"case\" = ANY($1::bigint[]) RETURNING 1", told
        )
        lead = await desk.visitor("lena", Role.LEAD, servers=[home])
        operator = await desk.visitor("otto", Role.OPERATOR)
        assert [(await desk.room.verdicts.matters(one)).stuck for one in (ada, lead, operator)] == [
            (),
            (stuck,),
            (stuck, stuck_far),
        ]


async def test_a_name_on_the_desk_and_on_the_command_line_is_one_person(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case = await desk.case(await desk.server())
        ada = replace(await desk.visitor("ada"), name="Ada")
        assert await desk.room.ground.verdicts().release(case, " ada")
        await desk.move(case, "waiting")
        await desk.ask("UPDATE cases SET verdict = 'released', verdict_by = 'ada' RETURNING 1")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        desk.clock.pass_s(11)
        await Applying(desk.room.ground).apply(number)
        assert (await desk.room.verdicts.one(ada, number)).outcome == {case: "waiting"}  # said before
