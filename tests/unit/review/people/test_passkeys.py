"""Passkeys, with one made of software."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from leeward.model.errors import NotAllowed, UsageError
from leeward.review.people.passkeys import Site
from leeward.review.people.rights import Role, Visitor
from tests.desks import Served, served_desk
from tests.passkey import Passkey

SITE = Site.of("https://desk.example")
HERE = "192.0.2.1"


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """An empty desk."""
    async with served_desk(fresh_database) as served:
        yield served


async def _visitor(desk: Served, token: str) -> Visitor:
    found = await desk.room.sessions.recognise(token)
    assert found
    return found


async def _added(desk: Served, key: Passkey, name: str = "ada") -> Visitor:
    visitor = await _visitor(desk, await desk.cookie(name, Role.LEAD))
    asked = await desk.room.passkeys.begin_adding(visitor, SITE)
    await desk.room.passkeys.add(visitor, SITE, key.make(asked), " a phone ")
    return visitor


def _key(**other: object) -> Passkey:
    return Passkey(**{"host": SITE.host, "origin": SITE.origin, **other})  # type: ignore[arg-type]


async def test_a_passkey_alone_opens_the_desk(desk: Served) -> None:
    key = _key()
    ada = await _added(desk, key)
    asked = await desk.room.passkeys.begin(SITE, HERE)
    token = await desk.room.passkeys.sign_in(SITE, key.sign(asked))
    assert (await _visitor(desk, token)).person == ada.person
    (way,) = await desk.room.ways.of(ada.person)
    assert (way.kind, way.state) == ("passkey", {"count": 1, "label": "a phone"})


async def test_an_answer_is_good_for_once(desk: Served) -> None:
    key = _key()
    await _added(desk, key)
    answer = key.sign(await desk.room.passkeys.begin(SITE, HERE))
    tries = (desk.room.passkeys.sign_in(SITE, answer) for _ in range(3))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, str) for one in done) == 1


async def test_a_copied_key_whose_counter_is_behind_opens_nothing(desk: Served) -> None:
    key = _key()
    await _added(desk, key)
    for _ in range(2):
        await desk.room.passkeys.sign_in(SITE, key.sign(await desk.room.passkeys.begin(SITE, HERE)))
    key.count = 0
    with pytest.raises(NotAllowed):
        await desk.room.passkeys.sign_in(SITE, key.sign(await desk.room.passkeys.begin(SITE, HERE)))


async def test_a_key_without_a_counter_opens_the_desk_again_and_again(desk: Served) -> None:
    key = _key()
    await _added(desk, key)
    for _ in range(2):
        key.count = -1
        await desk.room.passkeys.sign_in(SITE, key.sign(await desk.room.passkeys.begin(SITE, HERE)))


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"is_verified": False}, {"id": b"x" * 32}],
    ids=["of another site", "for another site", "not unlocked", "nobody's"],
)
async def test_a_wrong_answer_opens_nothing(desk: Served, wrong: dict[str, object]) -> None:
    key = _key()
    await _added(desk, key)
    for name, value in wrong.items():
        setattr(key, name, value)
    asked = await desk.room.passkeys.begin(SITE, HERE)
    with pytest.raises(NotAllowed, match="does not open"):
        await desk.room.passkeys.sign_in(SITE, key.sign(asked))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"id": 1, "response": {"clientDataJSON": "e30"}}',
    ],
)
async def test_what_is_no_answer_opens_nothing(desk: Served, answer: bytes) -> None:
    with pytest.raises(NotAllowed):
        await desk.room.passkeys.sign_in(SITE, answer)
    ada = await _visitor(desk, await desk.cookie("ada", Role.LEAD))
    with pytest.raises(UsageError):
        await desk.room.passkeys.add(ada, SITE, answer, "")


async def test_an_old_challenge_and_somebody_elses_are_none(desk: Served) -> None:
    key = _key()
    await _added(desk, key)
    asked = await desk.room.passkeys.begin(SITE, HERE)
    desk.clock.pass_s(6 * 60)
    with pytest.raises(NotAllowed):
        await desk.room.passkeys.sign_in(SITE, key.sign(asked))
    bob = await _visitor(desk, await desk.cookie("bob", Role.LEAD))
    eve = await _visitor(desk, await desk.cookie("eve", Role.LEAD))
    asked = await desk.room.passkeys.begin_adding(bob, SITE)
    with pytest.raises(UsageError):
        await desk.room.passkeys.add(eve, SITE, _key().make(asked), "")


async def test_one_key_is_one_persons(desk: Served) -> None:
    key = _key()
    await _added(desk, key)
    with pytest.raises(UsageError, match="there already"):
        await _added(desk, key, "eve")


async def test_a_key_that_its_owner_did_not_unlock_is_not_taken(desk: Served) -> None:
    with pytest.raises(UsageError):
        await _added(desk, _key(is_verified=False))


async def test_whoever_has_left_gets_in_by_no_key(desk: Served) -> None:
    key = _key()
    ada = await _added(desk, key)
    asked = await desk.room.passkeys.begin(SITE, HERE)
    await desk.room.roster.leave(ada.person, "a test")
    with pytest.raises(NotAllowed):
        await desk.room.passkeys.sign_in(SITE, key.sign(asked))


async def test_only_whoever_signed_in_a_short_time_ago_adds_one(desk: Served) -> None:
    ada = await _visitor(desk, await desk.cookie("ada", Role.LEAD))
    desk.clock.pass_s(16 * 60)
    with pytest.raises(NotAllowed, match="a while ago"):
        await desk.room.passkeys.begin_adding(ada, SITE)


@pytest.mark.parametrize(
    ("address", "fits"),
    [("https://desk.example", True), ("https://desk.example:8443/x", True), ("http://localhost:7380", True),
     ("http://127.0.0.1:7380", False), ("https://192.0.2.1", False), ("https://[::1]", False),
     ("http://desk.example", False)],
)  # fmt: skip
def test_passkeys_need_a_name_and_https_or_this_machine(address: str, fits: bool) -> None:
    assert Site.of(address).is_fit is fits
