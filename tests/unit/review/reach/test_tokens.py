"""Tokens: less than the person, not for ever, and nobody can read one again."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.review.people.rights import Right, Role, Visitor
from leeward.review.reach.tokens import MOST, PREFIX, Tokens, Wish, scopes_of
from leeward.store.connection import Store
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.migrations.migrating import migrate
from tests.desks import Now, ground

CASES = frozenset({Right.CASES})


class Office:
    """Tokens on a real database, and people who make some."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = Now()
        self.tokens = Tokens(ground(store, self.clock))

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


async def test_a_program_may_what_its_token_says_and_no_more(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.tokens.make(ada, Wish("my console", CASES, 30))
    found = await office.tokens.recognise(made.token)
    assert found is not None
    visitor, carried = found
    assert (visitor.person, visitor.name, visitor.servers) == (ada.person, "ada", None)
    assert visitor.rights == {Right.CASES, Right.NOTHING}
    assert (carried.id, carried.name) == (made.id, "my console")
    assert await office.tokens.recognise(made.token + "x") is None
    assert await office.tokens.recognise(made.token.removeprefix(PREFIX)) is None
    assert await office.tokens.recognise(PREFIX + "\N{SNOWMAN}" * 10_000) is None


async def test_the_database_knows_no_token(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.tokens.make(ada, Wish("my console", CASES, 30))
    async with office.store.session() as connection:
        rows = [str(dict(row)) for row in await connection.fetch("SELECT * FROM api_tokens")]
        told = [bytes(row["data"]) for row in await connection.fetch("SELECT data FROM ledger")]
    assert rows
    assert not [one for one in rows if made.token.removeprefix(PREFIX) in one]
    assert [b"token.made" in one for one in told] == [True]
    assert not [one for one in told if made.token.removeprefix(PREFIX).encode() in one]


async def test_a_token_ends_when_its_time_is_over_it_is_revoked_or_its_person_leaves(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    short, revoked, left = [
        (await office.tokens.make(ada, Wish(name, CASES, days)))
        for name, days in (("short", 1), ("revoked", 9), ("left", 9))
    ]
    await office.tokens.revoke(ada, revoked.id)
    assert await office.tokens.recognise(revoked.token) is None
    assert await office.tokens.recognise(short.token)
    office.clock.pass_s(timedelta(days=1).total_seconds() + 1)
    assert await office.tokens.recognise(short.token) is None
    assert await office.tokens.recognise(left.token)
    async with office.store.transaction() as connection:
        await connection.execute("UPDATE people SET left_at = $1", office.clock())
    assert await office.tokens.recognise(left.token) is None


async def test_a_token_shrinks_with_its_persons_roles(office: Office) -> None:
    ada = await office.visitor("ada", Role.LEAD)
    made = await office.tokens.make(ada, Wish("audit", frozenset({Right.AUDIT, Right.CASES}), 30))
    async with office.store.transaction() as connection:
        await connection.execute("UPDATE people SET roles = '{moderator}'")
    found = await office.tokens.recognise(made.token)
    assert found is not None
    assert found[0].rights == {Right.CASES, Right.NOTHING}


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish("", CASES, 30), UsageError),
        (Wish("x" * 61, CASES, 30), UsageError),
        (Wish("bell\a", CASES, 30), UsageError),
        (Wish("for ever", CASES, 367), UsageError),
        (Wish("never", CASES, 0), UsageError),
        (Wish("nothing", frozenset(), 30), UsageError),
        (Wish("more", frozenset({Right.CASES, Right.PEOPLE}), 30), NotAllowed),
    ],
    ids=["no name", "long name", "odd name", "too long", "too short", "no scope", "more than one may"],
)
async def test_a_token_that_would_be_too_much_is_not_made(
    office: Office, wish: Wish, error: type[Exception]
) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    with pytest.raises(error):
        await office.tokens.make(ada, wish)
    assert await office.tokens.mine(ada) == []


async def test_a_program_makes_no_tokens(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.tokens.make(ada, Wish("console", CASES, 30))
    found = await office.tokens.recognise(made.token)
    assert found is not None
    with pytest.raises(NotAllowed, match="a program"):
        await office.tokens.make(found[0], Wish("another", CASES, 30))


async def test_one_person_has_only_so_many(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = [await office.tokens.make(ada, Wish(f"number {one}", CASES, 30)) for one in range(MOST)]
    with pytest.raises(UsageError, match="already"):
        await office.tokens.make(ada, Wish("one more", CASES, 30))
    await office.tokens.revoke(ada, made[0].id)
    assert await office.tokens.make(ada, Wish("one more", CASES, 30))


async def test_nobody_revokes_or_lists_what_is_anothers_but_who_looks_after_people(office: Office) -> None:
    ada, bo = await office.visitor("ada", Role.MODERATOR), await office.visitor("bo", Role.LEAD)
    op = await office.visitor("op", Role.OPERATOR)
    made = await office.tokens.make(ada, Wish("console", CASES, 30))
    assert await office.tokens.mine(bo) == []
    with pytest.raises(NotAllowed):
        await office.tokens.every(bo)
    with pytest.raises(CaseError, match="no such token"):
        await office.tokens.revoke(bo, made.id)
    assert [(one.owner, one.name) for one in await office.tokens.every(op)] == [("ada", "console")]
    await office.tokens.revoke(op, made.id)
    assert await office.tokens.recognise(made.token) is None
    with pytest.raises(CaseError, match="revoked already"):
        await office.tokens.revoke(op, made.id)


async def test_use_is_noted_once_a_minute(office: Office) -> None:
    ada = await office.visitor("ada", Role.MODERATOR)
    made = await office.tokens.make(ada, Wish("console", CASES, 30))
    await office.tokens.recognise(made.token)
    (first,) = [one.used_at for one in await office.tokens.mine(ada)]
    office.clock.pass_s(30)
    await office.tokens.recognise(made.token)
    assert [one.used_at for one in await office.tokens.mine(ada)] == [first]
    office.clock.pass_s(31)
    await office.tokens.recognise(made.token)
    (later,) = [one.used_at for one in await office.tokens.mine(ada)]
    assert first is not None
    assert later is not None
    assert later > first


def test_scopes_are_rights_by_name() -> None:
    assert scopes_of(["cases", "own"]) == {Right.CASES, Right.OWN}
    for name in ("nothing", "all", ""):
        with pytest.raises(UsageError, match="no such scope"):
            scopes_of([name])
