"""`leeward people`: who may sign in to the desk."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from leeward.app.desk.opening import room
from leeward.app.station import Station
from leeward.model.errors import UsageError
from leeward.review.people.codes import Secret, in_terminal
from leeward.review.people.rights import Role
from leeward.review.people.roster import Place, Wish, read_account
from leeward.review.people.sessions import as_visitor
from leeward.review.people.ways import Typed
from leeward.review.room import Room
from leeward.store.desk.people import PersonRow
from leeward.store.servers import ServerRow


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed of a person's place. servers: addresses or domains; none: every server."""

    roles: Sequence[str]
    servers: Sequence[str] = ()
    account: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One person, in words. servers: domains; None: all of them."""

    id: int
    name: str
    roles: tuple[str, ...]
    servers: tuple[str, ...] | None
    ways: tuple[str, ...]
    made_at: str
    left_at: str | None


@dataclass(frozen=True, slots=True)
class Team:
    """What the commands do. by: who gives them."""

    room: Room
    by: str

    @classmethod
    def of(cls, station: Station, by: str) -> "Team":
        """In an open station."""
        return cls(room(station), by)

    async def add(self, name: str, said: Said) -> int:
        """The id of a new person. Raises: UsageError."""
        return await self.room.roster.add(name, await self._place(said), self.by)

    async def change(self, name: str, said: Said) -> None:
        """They are this from now on. Raises: UsageError."""
        roster = self.room.roster
        await roster.change((await roster.find(name)).id, await self._place(said), self.by)

    async def leave(self, name: str) -> None:
        """Nothing opens for them any more. Raises: UsageError."""
        roster = self.room.roster
        await roster.leave((await roster.find(name)).id, self.by)

    async def link(self, name: str, *, forgets: bool = False) -> str:
        """The address that opens the desk once. Raises: UsageError."""
        person = await self._present(name)
        token = await self.room.links.make(person.id, self.by, forgets=forgets)
        return f"{self.room.ground.config.web.address}/desk/link#{token}"

    async def grant(self, case: int, name: str, hours: float, why: str) -> None:
        """Open one case to somebody. Raises: UsageError, CaseError."""
        giver, person = await self._present(self.by), await self._present(name)
        await self.room.roster.grant(as_visitor(giver), Wish(case, person.id, hours, why))

    async def everybody(self) -> list[Member]:
        """Also who has left."""
        roster, ways = self.room.roster, self.room.ways
        hosts = {one.id: one.domain for one in await roster.servers()}
        found = []
        for one in await roster.everybody():
            kinds = tuple(way.kind for way in await ways.of(one.id))
            found.append(_member(one, hosts, kinds))
        return found

    async def offer(self, name: str) -> tuple[Secret, str]:
        """A secret for an authenticator app, and its picture in characters. Nothing has changed yet."""
        await self._present(name)
        secret = Secret.fresh(os.urandom)
        return secret, in_terminal(secret.address(name, self.room.ground.config.desk.name))

    async def set_password(self, name: str, secret: Secret, typed: Typed) -> None:
        """From now on. Raises: UsageError."""
        person = await self._present(name)
        await self.room.ways.write(person.id, secret, typed)

    async def _present(self, name: str) -> PersonRow:
        found = await self.room.roster.find(name)
        if found.left_at is not None:
            raise UsageError(f"{found.name} has left", "add them under another name")
        return found

    async def _place(self, said: Said) -> Place:
        known = await self.room.roster.servers()
        roles = frozenset(Role(one) for one in said.roles)
        servers = frozenset(_server(one, known) for one in said.servers) if said.servers else None
        return Place(roles, servers, read_account(said.account, known) if said.account else "")


def _server(named: str, known: Sequence[ServerRow]) -> int:
    bare = named.removeprefix("https://").rstrip("/").casefold()
    found = next((one.id for one in known if bare in {one.domain, one.address.partition("://")[2]}), None)
    if found is None:
        raise UsageError(f"{named} is not protected", "see: leeward status")
    return found


def _member(one: PersonRow, hosts: dict[int, str], kinds: tuple[str, ...]) -> Member:
    servers = None if one.is_everywhere else tuple(sorted(hosts[number] for number in one.servers))
    left = one.left_at.isoformat() if one.left_at else None
    return Member(one.id, one.name, one.roles, servers, kinds, one.made_at.isoformat(), left)
