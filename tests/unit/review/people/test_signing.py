"""Signing in with a password and a code."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from leeward.ledger.entries import decode
from leeward.model.errors import NotAllowed
from leeward.review.people.limits import MOST_BOTH, TooOften
from leeward.review.people.signing import Attempt
from tests.desks import Served, served_desk
from tests.entering import PASSWORD, Known, known

HERE = "192.0.2.1"


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """An empty desk."""
    async with served_desk(fresh_database) as served:
        yield served


async def _enter(ada: Known, **other: str) -> str:
    typed = {"name": ada.name, "password": PASSWORD, "code": ada.code(), "address": HERE, **other}
    return await ada.desk.room.signing.by_password(Attempt(**typed))


async def test_name_password_and_code_open_the_desk(desk: Served) -> None:
    ada = await known(desk, "Ada")
    visitor = await desk.room.sessions.recognise(await _enter(ada, name=" aDA "))
    assert visitor
    assert visitor.person == ada.person


@pytest.mark.parametrize(
    "wrong",
    [{"name": "eve"}, {"password": PASSWORD + " "}, {"password": ""}, {"code": "000000"}, {"code": ""},
     {"code": "\uff11\uff12\uff13"}, {"name": "\ud800\x00"}, {"password": "x" * 100_000}],
    ids=["name", "password", "no password", "code", "no code", "odd digits", "no characters", "long"],
)  # fmt: skip
async def test_whatever_does_not_fit_gets_one_answer(desk: Served, wrong: dict[str, str]) -> None:
    ada = await known(desk, "ada")
    with pytest.raises(NotAllowed) as caught:
        await _enter(ada, **wrong)
    assert caught.value.message == "name, password and code do not fit together"


async def test_a_code_never_works_twice(desk: Served) -> None:
    ada = await known(desk, "ada")
    await _enter(ada)
    with pytest.raises(NotAllowed):
        await _enter(ada)
    with pytest.raises(NotAllowed):
        await _enter(ada, code=ada.code(-1))
    desk.clock.pass_s(30)
    await _enter(ada)


async def test_of_two_that_use_one_code_at_once_one_is_too_late(desk: Served) -> None:
    ada = await known(desk, "ada")
    done = await asyncio.gather(*(_enter(ada) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in done) == 1


async def test_whoever_has_left_does_not_get_in(desk: Served) -> None:
    ada = await known(desk, "ada")
    token = await _enter(ada)
    await desk.room.roster.leave(ada.person, "a test")
    assert await desk.room.sessions.recognise(token) is None
    with pytest.raises(NotAllowed):
        await _enter(ada, code=ada.code(1))


async def test_whoever_tries_too_often_is_not_listened_to_and_others_are(desk: Served) -> None:
    ada = await known(desk, "ada")
    for _ in range(MOST_BOTH):
        with pytest.raises(NotAllowed, match="do not fit"):
            await _enter(ada, code="000000")
    with pytest.raises(TooOften):
        await _enter(ada)
    await _enter(ada, address="198.51.100.7")
    desk.clock.pass_s(16 * 60)
    await _enter(ada)


async def test_what_went_well_makes_up_for_slips_before_it(desk: Served) -> None:
    ada = await known(desk, "ada")
    for _ in range(3):
        for _ in range(MOST_BOTH - 1):
            with pytest.raises(NotAllowed, match="do not fit"):
                await _enter(ada, code="000000")
        await _enter(ada)
        desk.clock.pass_s(30)


async def test_the_ledger_names_who_and_how_and_nothing_that_was_typed(desk: Served) -> None:
    ada = await known(desk, "ada")
    with pytest.raises(NotAllowed):
        await _enter(ada, name="hunter2 in the wrong field")
    with pytest.raises(NotAllowed):
        await _enter(ada, password="not her password")
    await _enter(ada)
    async with desk.store.session() as connection:
        rows = await connection.fetch("SELECT kind, data FROM ledger WHERE kind LIKE 'person.%' ORDER BY id")
    told = [(row["kind"], decode(bytes(row["data"])).body) for row in rows]
    assert told == [
        ("person.way-added", {"person": ada.person, "way": "password"}),
        ("person.refused", {"person": None, "way": "password"}),
        ("person.refused", {"person": ada.person, "way": "password"}),
        ("person.signed-in", {"person": ada.person, "way": "password"}),
    ]
    for secret in (PASSWORD, ada.secret, "hunter2", HERE):
        assert not any(secret.encode() in bytes(row["data"]) for row in rows)


async def test_the_database_holds_neither_password_secret_name_nor_address(desk: Served) -> None:
    ada = await known(desk, "ada")
    with pytest.raises(NotAllowed):
        await _enter(ada, password="not her password")
    async with desk.store.session() as connection:
        kept = [
            str([*row.values()])
            for table in ("credentials", "attempts", "visits", "invitations")
            for row in await connection.fetch(f"SELECT * FROM {table}")
        ]
    assert len(kept) >= 5
    for secret in (PASSWORD, ada.secret, "not her password", HERE, "$argon2"):
        assert not any(secret in one for one in kept)
