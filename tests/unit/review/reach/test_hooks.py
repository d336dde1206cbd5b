"""Hooks: made by who may see cases, for their own eyes; what they are told is tested with the telling."""

from collections.abc import AsyncIterator

import pytest

from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.review.people.rights import Role, Visitor
from leeward.review.reach.hooks import MOST, Event, Hooks
from leeward.store.connection import Store
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.migrations.migrating import migrate
from tests.desks import Now, ground

URL = "https://program.example/leeward"
ALL = frozenset(Event)


class Office:
    """Hooks on a real database, and people who make some."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = Now()
        self.hooks = Hooks(ground(store, self.clock))

    async def visitor(self, name: str, *roles: Role) -> Visitor:
        async with self.store.transaction() as connection:
            new = NewPerson(name, name, [str(one) for one in roles], True, "a test")
            number = await people.add(connection, new, self.clock())
        return Visitor(number, name, frozenset(roles), None)


@pytest.fixture
async def office(fresh_database: str) -> AsyncIterator[Office]:
    await migrate(fresh_database)
    async with Store(fresh_database) as store:
        yield Office(store)


async def test_the_secret_is_shown_once_and_kept_sealed(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.hooks.make(ada, URL, frozenset({Event.OPENED}))
    (row,) = await office.hooks.mine(ada)
    assert (row.id, row.url, row.events) == (made.id, URL, ("case.opened",))
    async with office.store.session() as connection:
        (kept,) = [bytes(one["secret"]) for one in await connection.fetch("SELECT secret FROM hooks")]
    assert made.secret.removeprefix("whsec_").encode() not in kept


@pytest.mark.parametrize(
    "url",
    ["", "program", "ftp://p.example", "https://a:b@p.example", "https://", "https://p/" + "x" * 500],
)
async def test_what_is_no_address_is_told_nothing(office: Office, url: str) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    with pytest.raises(UsageError, match="address") as caught:
        await office.hooks.make(ada, url, ALL)
    assert "a:b" not in caught.value.message + caught.value.hint
    assert await office.hooks.mine(ada) == []


async def test_a_hook_without_events_is_none(office: Office) -> None:
    with pytest.raises(UsageError, match="told nothing"):
        await office.hooks.make(await office.visitor("ada", Role.MODERATOR), URL, frozenset())


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.OPERATOR])
async def test_hooks_are_for_who_sees_cases(office: Office, role: Role) -> None:
    visitor = await office.visitor("op", role)
    with pytest.raises(NotAllowed):
        await office.hooks.make(visitor, URL, ALL)
    with pytest.raises(NotAllowed):
        await office.hooks.mine(visitor)
    with pytest.raises(NotAllowed):
        await office.hooks.try_out(visitor, 1)


async def test_one_person_has_only_so_many(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = [await office.hooks.make(ada, URL, ALL) for _ in range(MOST)]
    with pytest.raises(UsageError, match="already"):
        await office.hooks.make(ada, URL, ALL)
    await office.hooks.end(ada, made[0].id)
    await office.hooks.make(ada, URL, ALL)


async def test_nobody_touches_what_is_anothers_but_who_looks_after_people(office: Office) -> None:
    ada, bo = await office.visitor("ada", Role.MODERATOR), await office.visitor("bo", Role.LEAD)
    op = await office.visitor("op", Role.OPERATOR)
    made = await office.hooks.make(ada, URL, ALL)
    assert await office.hooks.mine(bo) == []
    for deed in (office.hooks.end, office.hooks.try_out, office.hooks.calls):
        with pytest.raises(CaseError, match="no such hook"):
            await deed(bo, made.id)
    with pytest.raises(NotAllowed):
        await office.hooks.every(bo)
    assert [one.owner for one in await office.hooks.every(op)] == ["ada"]
    await office.hooks.end(op, made.id)
    (row,) = await office.hooks.mine(ada)
    assert row.ended_why == "ended by op"


async def test_a_test_call_stands_in_the_list_and_an_ended_hook_makes_none(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.hooks.make(ada, URL, ALL)
    call = await office.hooks.try_out(ada, made.id)
    assert [(one.id, one.event) for one in await office.hooks.calls(ada, made.id)] == [(call, "test")]
    (row,) = await office.hooks.mine(ada)
    assert row.calls == 1
    await office.hooks.end(ada, made.id)
    assert [one.calls for one in await office.hooks.mine(ada)] == [0]
    with pytest.raises(CaseError):
        await office.hooks.try_out(ada, made.id)


async def test_an_ended_hook_is_shown_for_a_month(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.hooks.make(ada, URL, ALL)
    await office.hooks.end(ada, made.id)
    await office.hooks.end(ada, made.id)  # of one that has ended: only that it is known
    office.clock.pass_s(31 * 86_400)
    assert await office.hooks.mine(ada) == []
    with pytest.raises(CaseError):
        await office.hooks.end(ada, made.id)
