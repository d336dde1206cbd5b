"""What the command line does with tokens of other programs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from leeward.app.commands import desk
from leeward.app.desk.opening import room
from leeward.app.station import Station
from leeward.model.errors import UsageError
from leeward.review.people.rights import Role, Visitor
from leeward.review.reach.tokens import Made, Wish, scopes_of
from leeward.review.room import Room

T = TypeVar("T")
_NOBODY = 0  # whoever has the command line has no row of their own


@dataclass(frozen=True, slots=True)
class Asked:
    """A token to be made, in words. person: in whose name."""

    name: str
    person: str
    scopes: Sequence[str]
    days: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One token, without its secret. Times: ISO 8601, UTC."""

    id: int
    owner: str
    name: str
    scopes: tuple[str, ...]
    made_at: str
    ends_at: str
    used_at: str | None
    is_revoked: bool


async def within(station: Station, deed: Callable[[Room], Awaitable[T]]) -> T:
    """What comes of it at this desk."""
    opened = room(station)
    try:
        return await deed(opened)
    finally:
        await opened.close()


async def make(room: Room, asked: Asked) -> Made:
    """Raises: UsageError: there is no such person, scope or time. NotAllowed: more than the person may."""
    found = await room.roster.find(asked.person)
    if found.left_at is not None:
        raise UsageError(f"{found.name} has left", "a token is of somebody who is here")
    roles = frozenset(Role(one) for one in found.roles if one in set(Role))
    visitor = Visitor(found.id, found.name, roles, None if found.is_everywhere else found.servers)
    return await room.tokens.make(visitor, Wish(asked.name, scopes_of(asked.scopes), asked.days))


async def listed(room: Room) -> list[Listed]:
    """Everybody's."""
    return [
        Listed(
            id=one.id,
            owner=one.owner,
            name=one.name,
            scopes=one.scopes,
            made_at=one.made_at.isoformat(),
            ends_at=one.ends_at.isoformat(),
            used_at=one.used_at.isoformat() if one.used_at else None,
            is_revoked=one.revoked_at is not None,
        )
        for one in await room.tokens.every(_operator(desk.person("the command line")))
    ]


async def revoke(room: Room, token: int, by: str | None) -> None:
    """Raises: CaseError: there is no such token. UsageError: this is no name of a person."""
    await room.tokens.revoke(_operator(desk.person(by)), token)


def _operator(name: str) -> Visitor:
    """Whoever can run commands here may already do everything."""
    return Visitor(_NOBODY, name, frozenset({Role.OPERATOR}), None)
