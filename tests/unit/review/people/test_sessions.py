"""Sessions."""

from collections.abc import AsyncIterator

import pytest_asyncio

from leeward.config import Desk
from leeward.review.people.rights import Role, Visitor
from leeward.review.people.sessions import digest, name_of, new_token
from tests.desks import Served, served_desk


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """Sessions of two hours at most, and of ten minutes without a sign of life."""
    async with served_desk(fresh_database, desk=Desk(session_hours=2, idle_minutes=10)) as served:
        yield served


async def _visitor(desk: Served, token: str) -> Visitor:
    found = await desk.room.sessions.recognise(token)
    assert found
    return found


async def test_whoever_does_nothing_is_signed_out(desk: Served) -> None:
    token = await desk.cookie("ada", Role.LEAD)
    desk.clock.pass_s(9 * 60)
    await _visitor(desk, token)
    desk.clock.pass_s(9 * 60)
    await _visitor(desk, token)
    desk.clock.pass_s(11 * 60)
    assert await desk.room.sessions.recognise(token) is None


async def test_what_a_page_asks_by_itself_is_no_sign_of_life(desk: Served) -> None:
    token = await desk.cookie("ada", Role.LEAD)
    for _ in range(3):
        desk.clock.pass_s(3 * 60)
        assert await desk.room.sessions.recognise(token, is_quiet=True)
    desk.clock.pass_s(3 * 60)
    assert await desk.room.sessions.recognise(token, is_quiet=True) is None


async def test_nobody_is_signed_in_for_longer_than_the_longest_time(desk: Served) -> None:
    token = await desk.cookie("ada", Role.LEAD)
    for _ in range(14):
        await _visitor(desk, token)
        desk.clock.pass_s(9 * 60)
    assert await desk.room.sessions.recognise(token) is None


async def test_signing_out_ends_one_session_and_everywhere_all(desk: Served) -> None:
    first = await desk.cookie("ada", Role.LEAD)
    ada = await _visitor(desk, first)
    second, third = [await desk.room.sessions.begin(ada.person, "a test") for _ in range(2)]
    other = await desk.cookie("bob", Role.LEAD)
    await desk.room.sessions.end(ada)
    assert await desk.room.sessions.recognise(first) is None
    await desk.room.sessions.end_all(await _visitor(desk, second))
    assert await desk.room.sessions.recognise(third) is None
    assert await desk.room.sessions.recognise(other)


async def test_one_signs_out_elsewhere_but_nobody_else(desk: Served) -> None:
    ada = await _visitor(desk, await desk.cookie("ada", Role.LEAD))
    bob = await _visitor(desk, await desk.cookie("bob", Role.LEAD))
    (his,) = await desk.room.sessions.of(bob)
    await desk.room.sessions.end_one(ada, name_of(his))
    assert len(await desk.room.sessions.of(bob)) == 1
    await desk.room.sessions.end_one(bob, name_of(his))
    assert await desk.room.sessions.of(bob) == []


async def test_a_new_session_ends_the_one_that_was_there_before(desk: Served) -> None:
    old = await desk.cookie("ada", Role.LEAD)
    ada = await _visitor(desk, old)
    new = await desk.room.sessions.begin(ada.person, "a test", ada)
    assert new != old
    assert await desk.room.sessions.recognise(old) is None


async def test_the_database_keeps_a_digest_and_nothing_that_has_expired(desk: Served) -> None:
    token = await desk.cookie("ada", Role.LEAD)
    desk.clock.pass_s(3 * 3600)
    other = await desk.cookie("bob", Role.LEAD)
    async with desk.store.session() as connection:
        kept = [bytes(row[0]) for row in await connection.fetch("SELECT digest FROM visits")]
    assert kept == [digest(other)]
    assert token.encode() not in kept


async def test_a_proof_is_of_one_session_alone(desk: Served) -> None:
    first = await _visitor(desk, await desk.cookie("ada", Role.LEAD))
    second = await _visitor(desk, await desk.room.sessions.begin(first.person, "a test"))
    sessions = desk.room.sessions
    assert sessions.is_proof(first, sessions.proof(first))
    assert not sessions.is_proof(first, sessions.proof(second))
    assert not sessions.is_proof(first, "\ud800")


async def test_roles_count_from_the_next_request_and_unknown_ones_count_nothing(desk: Served) -> None:
    token = await desk.cookie("ada", Role.MODERATOR)
    async with desk.store.transaction() as connection:
        await connection.execute("UPDATE people SET roles = '{lead, emperor}'")
    assert (await _visitor(desk, token)).roles == {Role.LEAD}


def test_a_token_has_256_bits() -> None:
    assert len(new_token(lambda size: bytes(size))) == 43
