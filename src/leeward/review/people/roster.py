"""Who belongs to the team: people, their roles and servers, and grants of single cases."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from leeward.model.cases import Mover
from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.model.findings import Json
from leeward.pipeline.act.agreeing import known_as
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.rights import Role, Visitor
from leeward.review.people.sight import Sight
from leeward.store import servers
from leeward.store.connection import Connection
from leeward.store.desk import people
from leeward.store.desk.entry import credentials, grants, steps
from leeward.store.desk.entry.credentials import NewCredential
from leeward.store.desk.entry.grants import Grant
from leeward.store.desk.people import NewPerson, PersonRow
from leeward.store.servers import ServerRow

_USERNAME = re.compile(r"[\w.-]{1,100}")
LONGEST_NAME = 60  # characters
MOST_GRANT_H = 7 * 24  # hours
_SEE = "see: leeward people list"


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is, and where. servers: None: all of them. account: at a server, to sign in by."""

    roles: frozenset[Role]
    servers: frozenset[int] | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Let somebody see one case for some hours."""

    case: int
    person: int
    hours: float
    why: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Each change is in the ledger, with who made it."""

    ground: Ground

    async def everybody(self) -> list[PersonRow]:
        """Also who has left."""
        async with self.ground.store.session() as connection:
            return await people.every(connection)

    async def servers(self) -> list[ServerRow]:
        """Every protected server."""
        async with self.ground.store.session() as connection:
            return await servers.every(connection)

    async def find(self, name: str) -> PersonRow:
        """The person of a name, however it is spelt. Raises: UsageError: there is none."""
        if not name.isprintable():
            raise UsageError("this is no name of a person", _SEE)
        async with self.ground.store.session() as connection:
            found = await people.known_as(connection, known_as(name), self.ground.clock())
        if found is None:
            raise UsageError(f"nobody here is called {name}", _SEE)
        return found

    async def one(self, number: int) -> PersonRow:
        """Raises: UsageError: there is none."""
        async with self.ground.store.session() as connection:
            found = await people.one(connection, number, self.ground.clock())
        if found is None:
            raise UsageError(f"there is no person {number}", _SEE)
        return found

    async def add(self, name: str, place: Place, by: str) -> int:
        """The id of a new person. by: who says so. Raises: UsageError: such a one cannot be."""
        given = _checked_name(name)
        _check_roles(place.roles)
        async with self.ground.store.transaction() as connection:
            await self._check_servers(connection, place.servers)
            return await self.write(connection, given, place, by)

    async def write(self, connection: Connection, name: str, place: Place, by: str) -> int:
        """The same, in the caller's transaction, when checked. Raises: UsageError: the name is taken."""
        now, roles = self.ground.clock(), [*map(str, sorted(place.roles))]
        if await people.known_as(connection, known_as(name), now):
            raise UsageError(f"somebody is called {name} already", "add a word to tell the two apart")
        new = NewPerson(name, known_as(name), roles, place.servers is None, by)
        number = await people.add(connection, new, now)
        await people.change(connection, number, roles, place.servers)
        if place.account:
            await self.write_account(connection, number, place.account)
        await self._record(connection, "person.added", number, _told(place) | {"by": by})
        return number

    async def change(self, number: int, place: Place, by: str) -> None:
        """They are this from now on; the next thing they ask for goes by it. Raises: UsageError."""
        _check_roles(place.roles)
        was = await self.one(number)
        if was.left_at is not None:
            raise UsageError(f"{was.name} has left", "add them under another name")
        async with self.ground.store.transaction() as connection:
            await self._check_servers(connection, place.servers)
            await people.change(connection, number, [*map(str, sorted(place.roles))], place.servers)
            if place.account:
                await self.write_account(connection, number, place.account)
            await self._record(connection, "person.changed", number, _told(place) | {"by": by})

    async def leave(self, number: int, by: str) -> None:
        """Nothing opens for them any more. What they did keeps their name. Raises: UsageError."""
        await self.one(number)
        async with self.ground.store.transaction() as connection:
            await people.leave(connection, number, self.ground.clock())
            await people.end_visits(connection, number)
            await credentials.drop_all(connection, number)
            await steps.drop(connection, number)
            await self._record(connection, "person.left", number, {"by": by})

    async def write_account(self, connection: Connection, number: int, account: str) -> None:
        """They may sign in by an account at a server. account: as `account_of` gives it.

        Raises: UsageError: it is somebody else's.
        """
        new = NewCredential(number, "server", account, b"", {})
        added = await credentials.add(connection, new, self.ground.clock())
        held = await credentials.by_subject(connection, "server", account) if added is None else None
        if held is not None and held.person != number:
            raise UsageError(f"{account} is somebody else's already", _SEE)

    async def grant(self, visitor: Visitor, wish: Wish) -> None:
        """Open one case to somebody, as long as they may see cases at all.

        Raises: UsageError: not for so long, or without a reason. CaseError: there is no such case that they
        see. NotAllowed: it is for themselves.
        """
        if not 0 < wish.hours <= MOST_GRANT_H or not wish.why.strip():
            raise UsageError(
                f"a case is opened for {MOST_GRANT_H} hours at most, and with a reason", "say both"
            )
        person, now = await self.one(wish.person), self.ground.clock()
        async with self.ground.store.transaction() as connection:
            place = await grants.place(connection, wish.case)
            if place is None or not Sight.of(visitor).covers(wish.case, *place):
                raise CaseError(f"there is no case {wish.case}", "give the number of a case that you see")
            if person.id == visitor.person:
                raise NotAllowed("nobody opens a case to themselves", "ask another lead")
            until = now + timedelta(hours=wish.hours)
            given = Grant(wish.case, person.id, person.name, visitor.name, now, until, wish.why.strip())
            await grants.give(connection, given)
            body: dict[str, Json] = {"by": visitor.name, "hours": wish.hours, "why": given.why}
            await self._record(connection, "case.granted", person.id, body, wish.case)

    async def revoke(self, visitor: Visitor, case: int, person: int) -> None:
        """End a grant before its time. Raises: CaseError: there is none that they may end."""
        async with self.ground.store.transaction() as connection:
            place = await grants.place(connection, case)
            is_theirs = place is not None and Sight.of(visitor).covers(case, *place)
            if not is_theirs or not await grants.revoke(connection, case, person):
                raise CaseError(f"case {case} is not opened to this person", "load the page again")
            await self._record(connection, "case.grant-ended", person, {"by": visitor.name}, case)

    async def grants(self, visitor: Visitor) -> Sequence[Grant]:
        """Those of cases that they see themselves."""
        sight = Sight.of(visitor)
        async with self.ground.store.session() as connection:
            found = await grants.standing(connection, self.ground.clock())
            places = {one.case: await grants.place(connection, one.case) for one in found}
        return [one for one in found if (at := places[one.case]) and sight.covers(one.case, *at)]

    async def _check_servers(self, connection: Connection, wanted: Collection[int] | None) -> None:
        known = {one.id for one in await servers.every(connection)}
        if wanted is not None and not set(wanted) <= known:
            raise UsageError("there is no such server", "see: leeward status")

    async def _record(
        self, connection: Connection, kind: str, person: int, body: dict[str, Json], case: int | None = None
    ) -> None:
        note = Note(kind, {"person": person} | body, case=case)
        await self.ground.recorder.record(connection, [note])


def account_of(address: str, username: str) -> str:
    """How an account at a protected server is written here. address: of the server; username: without @."""
    return f"{address}/@{username.casefold()}"


def read_account(text: str, known: Sequence[ServerRow]) -> str:
    """As `account_of` gives it, of https://server/@name or @name@server. Raises: UsageError: it is none."""
    host, _, name = text.removeprefix("https://").partition("/@")
    if not name:
        name, _, host = text.removeprefix("@").partition("@")
    found = next(
        (one for one in known if host.casefold() in {one.domain, urlsplit(one.address).netloc}), None
    )
    if found is None or not _USERNAME.fullmatch(name):
        raise UsageError("this is no account at a protected server", "write it as https://server/@name")
    return account_of(found.address, name)


def _told(place: Place) -> dict[str, Json]:
    servers_told: Json = "all" if place.servers is None else list[Json](sorted(place.servers))
    return {
        "roles": list[Json](map(str, sorted(place.roles))),
        "servers": servers_told,
        "account": place.account,
    }


def _checked_name(name: str) -> str:
    given = " ".join(name.split())
    is_name = given.isprintable() and known_as(given) and given not in {*map(str, Mover)}
    if not is_name or len(given) > LONGEST_NAME:
        raise UsageError("this is no name of a person", f"1 to {LONGEST_NAME} characters that can be read")
    return given


def _check_roles(roles: Collection[Role]) -> None:
    if not roles:
        raise UsageError("somebody without a role sees nothing", f"one or more of: {', '.join(Role)}")
