"""The walls between protected servers: what a request of the desk may read, checked by PostgreSQL itself.

Whatever a page reads, it reads as a role that owns nothing and sees no row but those that its settings name.
Migration 0005 says which; here is what that role may read at all.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import asyncpg

from leeward.store.connection import SCHEMA, Connection, Store
from leeward.store.desk.once import Once
from leeward.store.queries import query

WALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "servers": (
            *("id", "address", "domain", "program", "card", "ways_in"),
            *("is_watched", "has_canaries", "connected_at"),
        ),
        "people": ("id", "name", "known_as", "roles", "is_everywhere", "made_at", "left_at"),
    }
    | dict.fromkeys(
        (
            *("cases", "orders", "probes", "denied", "queue", "appeals", "dossiers", "voices", "verdicts"),
            *("items", "media", "decisions", "matches", "evidence", "ledger"),
            *("flags", "flag_posts", "flag_events", "authors", "origins", "newcomers", "hours", "guards"),
            *("memberships", "views", "passes", "comfort", "shifts", "case_grants"),
        ),
        (),
    )
)
"""Tables with rows for some and not for others, and the columns to be read; none named: all of them."""

OPEN = frozenset({"policies", "policy_versions", "promotions", "rule_hours", "rule_brakes", "action_days"})
"""Tables that are the same for every server. Any table that is named nowhere here is never read."""

_PLAIN = re.compile(r"[0-9a-z,*]*")  # nothing that would have to be quoted
_DENIED = (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidParameterValueError)
_THERE_ALREADY = (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there are no walls. remedy: what an administrator of PostgreSQL does about it."""

    said: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Who asks, as the walls are told. sees: ids of servers, or * for all; grants: ids of single cases."""

    person: str
    sees: str
    child_safety: str
    grants: str


async def are_up(connection: Connection) -> bool:
    """Whether the role is there and may read what it should, and nothing else."""
    role = await connection.fetchrow(query("walls", "role"))
    return bool(role["is_there"]) and await _is_as_told(connection, role["name"])


async def build(connection: Connection) -> None:
    """Make the role where we may, and let it read what it should. See `trouble` for where we may not."""
    role = await connection.fetchrow(query("walls", "role"))
    name = _quoted(role["name"])
    if not role["is_there"]:
        try:
            await connection.execute(f"CREATE ROLE {name} NOLOGIN; GRANT {name} TO {_quoted_user(name)}")
        except asyncpg.InsufficientPrivilegeError:
            return
        except _THERE_ALREADY:
            pass  # another of our databases on the same server was quicker
    if not await _is_as_told(connection, role["name"]):
        await connection.execute("; ".join(_grants(name)))


async def trouble(store: Store) -> Trouble | None:
    """What keeps the desk from opening; None: its walls stand. Raises: DatabaseError."""
    async with store.session() as connection:
        role = await connection.fetchrow(query("walls", "role"))
        name = _quoted(role["name"])
        if not role["is_there"]:
            return Trouble(f"PostgreSQL has no role {name}", _statements(name))
        if role["is_mighty"]:
            return Trouble(
                f"nothing is kept from the role {name}", f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS"
            )
        if not await _is_as_told(connection, role["name"]):
            return Trouble(
                f"the role {name} may read other things than it should",
                "start Leeward again; see docs/howto/database.md",
            )
        try:
            async with connection.transaction():
                await connection.execute(_entering(Settings("0", "", "", "")))
        except _DENIED:
            return Trouble(f"Leeward's user may not become {name}", _statements(name).partition("; ")[2])
    return None


@asynccontextmanager
async def behind(store: Store, settings: Settings) -> AsyncIterator[Connection]:
    """A transaction that reads what these settings let it, and writes nothing. Each question is asked once.
    Raises: DatabaseError."""
    async with store.begun(f"BEGIN; {_entering(settings)}") as connection:
        yield Once(connection)


def _entering(settings: Settings) -> str:
    """The statement that goes behind the walls until the transaction ends."""
    told = (settings.person, settings.sees, settings.child_safety, settings.grants)
    if not all(_PLAIN.fullmatch(one) for one in told):
        raise ValueError("settings of the walls are numbers and plain words")
    statement = query("walls", "enter")
    for number, one in enumerate(told, start=1):
        statement = statement.replace(f"${number}", f"'{one}'")
    return statement


async def _is_as_told(connection: Connection, role: str) -> bool:
    rows = await connection.fetch(query("walls", "readable"), role)
    found = {row["name"]: () if row["is_whole"] else tuple(row["columns"]) for row in rows}
    are_walled = all(row["is_walled"] for row in rows if row["name"] in WALLED)
    wanted: dict[str, Any] = {**WALLED, **dict.fromkeys(OPEN, ())}
    return are_walled and {k: {*v} for k, v in found.items()} == {k: {*v} for k, v in wanted.items()}


def _grants(role: str) -> list[str]:
    found = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {role}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}",
    ]
    found += [f"GRANT SELECT ON {SCHEMA}.{table} TO {role}" for table in sorted(OPEN)]
    for table, columns in WALLED.items():
        which = f" ({', '.join(columns)})" if columns else ""
        found.append(f"GRANT SELECT{which} ON {SCHEMA}.{table} TO {role}")
    return found


def _statements(role: str) -> str:
    return f"CREATE ROLE {role} NOLOGIN; GRANT {role} TO {_quoted_user(role)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _quoted_user(role: str) -> str:
    return role.removesuffix('_desk"') + '"'
