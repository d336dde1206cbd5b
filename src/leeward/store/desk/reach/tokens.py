"""Tokens of people's programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class NewToken:
    """digest: of the token, which is kept nowhere. scopes: names of rights."""

    person: int
    name: str
    digest: bytes
    scopes: Sequence[str]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token, as lists show it. owner: the person's name. used_at: to the minute; None: never."""

    id: int
    person: int
    owner: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose program asks, and what it may do at most. servers: whose cases they see, if not all."""

    token: int
    token_name: str
    scopes: tuple[str, ...]
    ends_at: datetime
    id: int
    name: str
    roles: tuple[str, ...]
    is_everywhere: bool
    servers: frozenset[int]
    language: str
    grants: frozenset[int]


async def add(connection: Connection, new: NewToken, made_at: datetime, ends_at: datetime) -> int:
    """The id of a new token."""
    told = (new.person, new.name, new.digest, [*new.scopes])
    found: int = await connection.fetchval(query("tokens", "add"), *told, made_at, ends_at)
    return found


async def standing(connection: Connection, person: int | None, now: datetime) -> list[TokenRow]:
    """Tokens that have not expired, also revoked ones. person: None: everybody's."""
    rows = await connection.fetch(query("tokens", "standing"), person, now)
    return [
        TokenRow(**{n: row[n] for n in TokenRow.__slots__} | {"scopes": tuple(row["scopes"])}) for row in rows
    ]


async def number(connection: Connection, person: int, now: datetime) -> int:
    """How many of a person's tokens open something now."""
    found: int = await connection.fetchval(query("tokens", "number"), person, now)
    return found


async def revoke(connection: Connection, token: int, person: int | None, now: datetime) -> int | None:
    """Whose it was; None: there is no such token of this person. person: None: anybody's."""
    found: int | None = await connection.fetchval(query("tokens", "revoke"), token, person, now)
    return found


async def recognise(connection: Connection, digest: bytes, now: datetime) -> Bearer | None:
    """Whose token this is; None: nobody's, or not any more."""
    row = await connection.fetchrow(query("tokens", "recognise"), digest, now)
    if row is None:
        return None
    fields = {name: row[name] for name in Bearer.__slots__}
    for name in ("scopes", "roles"):
        fields[name] = tuple(row[name])
    for name in ("servers", "grants"):
        fields[name] = frozenset(row[name])
    return Bearer(**fields)
