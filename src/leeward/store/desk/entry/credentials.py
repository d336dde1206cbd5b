"""Credentials: by what people sign in. What is secret of them is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.model.findings import Json
from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """One. kind: password, totp, passkey, server. subject: what is unique of it. state: what use changes."""

    id: int
    person: int
    kind: str
    subject: str
    sealed: bytes
    state: Mapping[str, Json]
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewCredential:
    """As above."""

    person: int
    kind: str
    subject: str
    sealed: bytes
    state: Mapping[str, Json]


async def add(connection: Connection, new: NewCredential, at: datetime) -> int | None:
    """Its id; None: somebody has it already."""
    found: int | None = await connection.fetchval(query("credentials", "add"), *_told(new), at)
    return found


async def put(connection: Connection, new: NewCredential, at: datetime) -> None:
    """In the place of the one with this subject."""
    await connection.execute(query("credentials", "put"), *_told(new), at)


async def of_person(connection: Connection, person: int, kind: str = "") -> list[CredentialRow]:
    """All of one person, the oldest first. kind: only these."""
    return [_row(row) for row in await connection.fetch(query("credentials", "of_person"), person, kind)]


async def by_subject(connection: Connection, kind: str, subject: str) -> CredentialRow | None:
    """Whose this is, if anybody's."""
    row = await connection.fetchrow(query("credentials", "by_subject"), kind, subject)
    return _row(row) if row else None


async def advance(connection: Connection, credential: int, field: str, to: int, at: datetime) -> bool:
    """Move what only goes forward, such as a counter. False: it is there, or beyond, already."""
    return bool(await connection.fetchval(query("credentials", "advance"), credential, field, to, at))


async def used(connection: Connection, credential: int, at: datetime) -> None:
    """Somebody signed in by it."""
    await connection.execute(query("credentials", "used"), credential, at)


async def drop(connection: Connection, credential: int, person: int) -> str | None:
    """The kind of what was taken away from this person; None: they have no such one."""
    found: str | None = await connection.fetchval(query("credentials", "drop"), credential, person)
    return found


async def drop_all(connection: Connection, person: int) -> None:
    """They can sign in by nothing any more but a new link, or an account that an operator named."""
    await connection.execute(query("credentials", "drop_all"), person)


def _told(new: NewCredential) -> tuple[object, ...]:
    return new.person, new.kind, new.subject, new.sealed, dump(dict(new.state))


def _row(row: Any) -> CredentialRow:
    fields = {name: row[name] for name in CredentialRow.__slots__}
    fields["state"] = load(row["state"]) or {}
    return CredentialRow(**fields)
