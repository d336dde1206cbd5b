"""By what somebody signs in."""

from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio

from leeward.model.errors import NotAllowed, UsageError
from leeward.review.people.rights import Role, Visitor
from leeward.review.people.ways import Typed
from tests.desks import Served, served_desk
from tests.entering import PASSWORD, known


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """An empty desk."""
    async with served_desk(fresh_database) as served:
        yield served


async def _ada(desk: Served) -> Visitor:
    found = await desk.room.sessions.recognise(await desk.cookie("ada", Role.LEAD))
    assert found
    return found


async def _typed(desk: Served, ada: Visitor, **other: str) -> Typed:
    secret = await desk.room.ways.offered(ada)
    assert secret
    code = pyotp.TOTP(secret.text).at(desk.clock())
    return Typed(**{"password": PASSWORD, "again": PASSWORD, "code": code, **other})


async def test_a_password_is_set_with_a_code_of_what_was_offered(desk: Served) -> None:
    ada = await _ada(desk)
    assert await desk.room.ways.offered(ada) is None
    await desk.room.ways.offer_code(ada)
    await desk.room.ways.set_password(ada, await _typed(desk, ada))
    assert [one.kind for one in await desk.room.ways.of(ada.person)] == ["password", "totp"]
    assert await desk.room.ways.offered(ada) is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"again": "another"}, "not the same"), ({"code": "000000"}, "code does not fit"),
     ({"password": "short", "again": "short"}, "at least 12")],
)  # fmt: skip
async def test_what_does_not_do_changes_nothing(desk: Served, wrong: dict[str, str], said: str) -> None:
    ada = await _ada(desk)
    await desk.room.ways.offer_code(ada)
    with pytest.raises(UsageError, match=said):
        await desk.room.ways.set_password(ada, await _typed(desk, ada, **wrong))
    assert await desk.room.ways.of(ada.person) == []


async def test_an_offer_is_good_for_a_quarter_of_an_hour_and_of_two_the_newer_counts(desk: Served) -> None:
    ada = await _ada(desk)
    await desk.room.ways.offer_code(ada)
    first = await desk.room.ways.offered(ada)
    await desk.room.ways.offer_code(ada)
    assert await desk.room.ways.offered(ada) != first
    desk.clock.pass_s(16 * 60)
    assert await desk.room.ways.offered(ada) is None


async def test_at_a_desk_that_was_left_nobody_changes_how_its_owner_signs_in(desk: Served) -> None:
    ada = await _ada(desk)
    await desk.room.ways.offer_code(ada)
    typed = await _typed(desk, ada)
    desk.clock.pass_s(16 * 60)
    for change in (desk.room.ways.offer_code(ada), desk.room.ways.set_password(ada, typed)):
        with pytest.raises(NotAllowed, match="a while ago"):
            await change
    with pytest.raises(NotAllowed, match="a while ago"):
        await desk.room.ways.drop(ada, 1)


async def test_a_password_goes_with_its_codes_and_never_as_the_last_way(desk: Served) -> None:
    bob = await known(desk, "bob")
    found = await desk.room.sessions.recognise(await desk.room.sessions.begin(bob.person, "a test"))
    assert found
    password = (await desk.room.ways.of(bob.person))[0]
    with pytest.raises(UsageError, match="nothing would be left"):
        await desk.room.ways.drop(found, password.id)
    async with desk.store.transaction() as connection:
        await desk.room.roster.write_account(connection, bob.person, "https://m.example/@bob")
    await desk.room.ways.drop(found, password.id)
    assert [one.kind for one in await desk.room.ways.of(bob.person)] == ["server"]


async def test_nobody_takes_away_what_is_anothers(desk: Served) -> None:
    ada, bob = await _ada(desk), await known(desk, "bob")
    theirs = (await desk.room.ways.of(bob.person))[0]
    await desk.room.ways.drop(ada, theirs.id)
    assert len(await desk.room.ways.of(bob.person)) == 2
