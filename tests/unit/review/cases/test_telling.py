"""A case page tells facts; whoever reads second learns nothing of the first, and nobody learns an entry."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from leeward.config import Config, Live
from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.review.cases.applying import Applying
from leeward.review.cases.facts import Claim, Why
from leeward.review.cases.verdicts import Kind, Saying
from leeward.review.people.rights import Role, Visitor
from tests.desks import Served, served_desk
from tests.evenings import evening
from tests.staged import LIST, Evening

VERIFIED = Config(data_dir=Path("/nonexistent"), live=Live(verified=(LIST,)))


@asynccontextmanager
async def _stage(url: str, config: Config | None = None) -> AsyncIterator[tuple[Served, Evening]]:
    async with served_desk(url, config) as desk, evening(desk) as stage:
        yield desk, stage


async def _visitor(desk: Served, name: str, *roles: Role) -> Visitor:
    found = await desk.room.sessions.recognise(await desk.cookie(name, *roles))
    assert found is not None
    return found


async def test_each_case_says_why_it_is_here(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada = await _visitor(desk, "ada", Role.LEAD)
        told = {name: await desk.room.cases.told(ada, number) for name, number in stage.cases.items()}
        assert {name: page.why for name, page in told.items()} == {
            "unreadable": Why.UNLOOKED,
            "words": Why.RULE,
            "complaint": Why.COMPLAINTS,
            "complaints": Why.COMPLAINTS,
            "alike": Why.ALIKE,
            "alike too": Why.ALIKE,
            "clip": Why.ALIKE,
            "exact": Why.SAME,
            "exact copy": Why.SAME,
            "exact copy too": Why.SAME,
            "child safety": Why.COMPLAINTS,
            "newcomer": Why.UNLOOKED,
        }
        alike, complaints = told["alike"], told["complaints"]
        assert alike.server == "harbour.example"
        assert [(one.bank, one.distance, one.threshold, one.is_exact) for one in alike.listed] == [
            (LIST, 14, 31, False)
        ]
        fired = next(rule for rule in alike.rules if rule.name == "looks-like")
        assert fired.title == "Media looks like an entry of a list"
        assert "14 of 256 bits differ" in fired.because
        assert {step.answer for rule in alike.rules for step in rule.steps} >= {True, None}
        assert complaints.complaints.number == 3
        assert any("complaints about it" in line for line in complaints.complaints.said)
        assert alike.author.first_seen is not None
        assert alike.orders
        assert alike.prospects
        assert alike.parts["severity"]
        assert alike.story[0].startswith(f"Case {alike.number}, about the post")


async def test_nobody_has_to_look_at_an_exact_match(
    fresh_database: str,
) -> None:
    async with _stage(fresh_database, VERIFIED) as (desk, stage):
        ada = await _visitor(desk, "ada", Role.LEAD)
        exact = await desk.room.cases.told(ada, stage.cases["exact"])
        assert exact.default is Kind.REMOVE
        assert [(one.bank, one.is_verified) for one in exact.no_look] == [(LIST, True)]
        alike = await desk.room.cases.told(ada, stage.cases["alike"])
        assert (alike.default, alike.no_look) == (None, ())


async def test_near_copies_are_named_with_their_accounts(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada = await _visitor(desk, "ada", Role.LEAD)
        told = await desk.room.cases.told(ada, stage.cases["exact"])
        assert {one.case for one in told.copies} == {stage.cases["exact copy"], stage.cases["exact copy too"]}
        assert told.accounts == 3


async def test_who_may_not_see_a_case_is_told_that_there_is_none(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        plain = await _visitor(desk, "plain", Role.MODERATOR)
        for number in (stage.cases["exact"], 9_999):
            with pytest.raises(CaseError, match=f"there is no case {number}"):
                await desk.room.cases.told(plain, number)


async def test_the_second_reader_is_told_the_same_as_if_nobody_had_spoken(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada, bob = await _visitor(desk, "ada", Role.LEAD), await _visitor(desk, "bob", Role.LEAD)
        case = stage.cases["alike"]
        await _two_must_agree(desk, case)
        before = asdict(await desk.room.cases.told(bob, case))
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.REMOVE, why="It is plain to see."))
        assert asdict(await desk.room.cases.told(bob, case)) == before  # while it can be taken back
        desk.clock.pass_s(11)
        await Applying(desk.room.ground).apply(number)
        assert (await desk.room.verdicts.one(ada, number)).outcome == {case: "voiced"}
        assert asdict(await desk.room.cases.told(bob, case)) == before
        mine = await desk.room.cases.told(ada, case)
        assert (mine.has_spoken, mine.ways, mine.state) == (True, frozenset(), State.WAITING)


async def _two_must_agree(desk: Served, case: int) -> None:
    async with desk.store.transaction() as connection:
        await connection.execute(
            "UPDATE decisions SET evaluation = jsonb_set(evaluation, '{proposals}', "
            '\'[{"action": "remove", "human": "two", "rules": ["looks-like"]}]\') '
            "WHERE item = (SELECT item FROM cases WHERE id = $1)",
            case,
        )


async def test_whoever_works_alone_may_say_it_again_after_half_an_hour(fresh_database: str) -> None:
    alone = Config(data_dir=Path("/nonexistent"), live=Live(alone=True))
    async with _stage(fresh_database, alone) as (desk, stage):
        ada, case = await _visitor(desk, "ada", Role.LEAD), stage.cases["alike"]
        await _two_must_agree(desk, case)
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.REMOVE))
        desk.clock.pass_s(11)
        await Applying(desk.room.ground).apply(number)
        assert (await desk.room.cases.told(ada, case)).ways == frozenset()
        desk.clock.pass_s(30 * 60)
        assert Kind.REMOVE in (await desk.room.cases.told(ada, case)).ways


async def test_whoever_could_not_judge_is_offered_nothing_and_told_so(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada, case = await _visitor(desk, "ada", Role.LEAD), stage.cases["complaint"]
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.UNABLE))
        desk.clock.pass_s(11)
        await Applying(desk.room.ground).apply(number)
        told = await desk.room.cases.told(ada, case)
        assert (told.could_not_judge, told.ways, told.needs) == (True, frozenset(), "partner")


async def test_an_appeal_tells_the_first_decision_and_nobodys_name_or_words(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada, bob = await _visitor(desk, "ada", Role.LEAD), await _visitor(desk, "bob", Role.LEAD)
        case = stage.cases["words"]
        await desk.room.ground.verdicts().confirm(case, "grace-the-first")
        number = await desk.room.appeals.file(ada, case, "It is a drawing of a harbour.")
        await stage.scene.act(number)
        told = await desk.room.cases.told(bob, number)
        assert told.why is Why.APPEAL
        assert told.ways == {Kind.UPHOLD, Kind.TURN_DOWN, Kind.UNABLE}
        assert told.appeal
        assert (told.appeal.of, told.appeal.first, told.appeal.said) == (
            case,
            "confirmed",
            "It is a drawing of a harbour.",
        )
        assert "grace-the-first" not in str(asdict(told))
        first = await desk.room.cases.told(bob, case)
        assert "grace-the-first" not in str(asdict(first))  # as long as it is asked again
        assert first.decided
        assert (first.decided.appeal, first.decided.can_be_appealed) == (number, False)
        await desk.room.ground.verdicts().confirm(number, "bob")
        over = await desk.room.cases.told(bob, case)
        assert over.decided
        assert over.decided.by == "grace-the-first"


async def test_many_pages_at_once_do_not_wait_for_each_other(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada = await _visitor(desk, "ada", Role.LEAD)
        asked = (desk.room.cases.told(ada, stage.cases["words"]) for _ in range(30))
        assert len(await asyncio.wait_for(asyncio.gather(*asked), 50.0)) == 30


async def test_a_case_says_who_is_at_it(fresh_database: str) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada, bob = await _visitor(desk, "ada", Role.LEAD), await _visitor(desk, "bob", Role.LEAD)
        case = stage.cases["words"]
        assert (await desk.room.cases.told(ada, case)).claim is Claim.NONE
        await desk.room.queue.claim(ada, case)
        assert (await desk.room.cases.told(ada, case)).claim is Claim.MINE
        assert (await desk.room.cases.told(bob, case)).claim is Claim.OTHER


async def test_nothing_on_the_page_is_an_entry_of_a_list_or_an_address_of_a_media(
    fresh_database: str,
) -> None:
    async with _stage(fresh_database) as (desk, stage):
        ada = await _visitor(desk, "ada", Role.LEAD)
        async with desk.store.session() as connection:
            entries = [bytes(row["entry"]) for row in await connection.fetch("SELECT entry FROM matches")]
            urls = [
                row["url"]
                for row in await connection.fetch(
                    "SELECT jsonb_array_elements(copies)->>'url' AS url FROM media"
                )
            ]
        for number in stage.cases.values():
            told = str(asdict(replace(await desk.room.cases.told(ada, number), story=())))
            assert not [one for one in entries if one.hex() in told or str(one) in told]
            assert not [one for one in urls if f"{one}'" in told]
