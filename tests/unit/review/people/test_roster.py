"""Who belongs to the team."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from leeward.ledger.entries import decode
from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.review.people.rights import Role, Visitor
from leeward.review.people.roster import Place, Wish, account_of, read_account
from tests.desks import Served, served_desk
from tests.scenes import card, post, scene

LEAD = Place(frozenset({Role.LEAD}))


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """A desk with two servers, and one child-safety case at each."""
    async with scene(fresh_database) as stage:
        for number, address in enumerate(("https://one.example", "https://two.example"), 1):
            await stage.add_server(card(), address)
            await stage.add_case(about=post(number))
        await stage.ask("UPDATE cases SET queue = 'child-safety'")
    async with served_desk(fresh_database) as served:
        yield served


async def _visitor(desk: Served, name: str, role: Role, servers: list[int] | None = None) -> Visitor:
    found = await desk.room.sessions.recognise(await desk.cookie(name, role, servers=servers))
    assert found
    return found


async def test_who_added_whom_and_what_they_may_is_in_the_ledger(desk: Served) -> None:
    roster = desk.room.roster
    number = await roster.add("Bob", Place(frozenset({Role.MODERATOR}), frozenset({1})), "ada")
    await roster.change(number, LEAD, "ada")
    await roster.leave(number, "ada")
    async with desk.store.session() as connection:
        rows = await connection.fetch("SELECT kind, data FROM ledger WHERE kind LIKE 'person.%' ORDER BY id")
    told = [(row["kind"], decode(bytes(row["data"])).body) for row in rows]
    assert told == [
        (
            "person.added",
            {"person": number, "roles": ["moderator"], "servers": [1], "account": "", "by": "ada"},
        ),
        (
            "person.changed",
            {"person": number, "roles": ["lead"], "servers": "all", "account": "", "by": "ada"},
        ),
        ("person.left", {"person": number, "by": "ada"}),
    ]


async def test_what_cannot_be_is_not_added(desk: Served) -> None:
    roster = desk.room.roster
    await roster.add("Ada", LEAD, "a test")
    for name, place in (
        ("ada", LEAD),
        ("a job", LEAD),
        ("", LEAD),
        ("eve\ud800", LEAD),
        ("eve", Place(frozenset())),
        ("eve", Place(frozenset({Role.LEAD}), frozenset({99}))),
    ):
        with pytest.raises(UsageError):
            await roster.add(name, place, "a test")
    assert [one.name for one in await roster.everybody()] == ["Ada"]


async def test_whoever_has_left_is_not_brought_back(desk: Served) -> None:
    number = await desk.room.roster.add("bob", LEAD, "a test")
    await desk.room.roster.leave(number, "a test")
    with pytest.raises(UsageError, match="has left"):
        await desk.room.roster.change(number, LEAD, "a test")


async def test_only_whoever_sees_a_case_opens_it_or_shuts_it_again(desk: Served) -> None:
    roster = desk.room.roster
    ada = await _visitor(desk, "ada", Role.LEAD, [1])
    far = await _visitor(desk, "far", Role.LEAD, [2])
    bob = await _visitor(desk, "bob", Role.MODERATOR, [2])
    await roster.grant(ada, Wish(1, bob.person, 1, "a second pair of eyes"))
    assert [(one.case, one.name) for one in await roster.grants(ada)] == [(1, "bob")]
    assert await roster.grants(far) == []
    for visitor, case in ((far, 1), (bob, 1), (ada, 2), (ada, 99)):
        with pytest.raises(CaseError, match=f"there is no case {case}"):
            await roster.grant(visitor, Wish(case, far.person, 1, "why"))
    with pytest.raises(CaseError):
        await roster.revoke(far, 1, bob.person)
    await roster.revoke(ada, 1, bob.person)
    assert await roster.grants(ada) == []


async def test_a_grant_is_short_has_a_reason_and_is_for_somebody_else(desk: Served) -> None:
    ada = await _visitor(desk, "ada", Role.LEAD)
    bob = await _visitor(desk, "bob", Role.MODERATOR)
    for hours, why in ((0, "why"), (-1, "why"), (169, "why"), (float("nan"), "why"), (1, "  ")):
        with pytest.raises(UsageError):
            await desk.room.roster.grant(ada, Wish(1, bob.person, hours, why))
    with pytest.raises(NotAllowed):
        await desk.room.roster.grant(ada, Wish(1, ada.person, 1, "why"))


async def test_an_account_is_written_in_one_way(desk: Served) -> None:
    known = await desk.room.roster.servers()
    wanted = account_of("https://one.example", "Ada")
    for text in ("https://one.example/@ada", "@ADA@one.example", "ada@ONE.example"):
        assert read_account(text, known) == wanted
    for text in (
        "",
        "ada",
        "@ada@three.example",
        "https://one.example/@a/b",
        "https://one.example/users/ada",
    ):
        with pytest.raises(UsageError):
            read_account(text, known)
