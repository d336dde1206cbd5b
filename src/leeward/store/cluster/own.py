"""The operator's own PostgreSQL: is it there, and good enough."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from leeward.model.errors import DatabaseError
from leeward.store.cluster.engine import Engine, EngineKind
from leeward.store.cluster.programs import OLDEST

_PATIENCE_S = 10
_KEY = "database.url"
_QUESTION = """\
SELECT current_setting('server_version_num')::int / 10000 AS major,
       split_part(current_setting('server_version'), ' ', 1) AS version,
       getdatabaseencoding() AS encoding,
       pg_is_in_recovery() AS is_standby,
       has_database_privilege(current_database(), 'CREATE') AS may_create
"""


def examine(url: str) -> Engine:
    """Connect once and look. Blocks up to 10 seconds: in a coroutine, ask a thread to do it.

    Raises: DatabaseError: it cannot be reached, or is not fit; never with the password in it.
    """
    where = _spelt(url)
    try:
        facts = asyncio.run(_asked(url))
    except (OSError, TimeoutError) as error:
        raise DatabaseError(
            f"{where} cannot be reached: {_reason(error)}", f"is it running, and is {_KEY} right?"
        ) from error
    except asyncpg.PostgresError as error:
        raise DatabaseError(f"{where} does not let Leeward in: {error.args[0]}", f"see {_KEY}") from error
    except (ValueError, asyncpg.InterfaceError):
        raise _not_understood() from None  # the reason may quote a piece of a password
    refuse_unfit(where, facts)
    return Engine(EngineKind.OWN, str(facts["version"]), where, url)


async def _asked(url: str) -> asyncpg.Record:
    connection = await asyncpg.connect(url, timeout=_PATIENCE_S)
    try:
        return await connection.fetchrow(_QUESTION)
    finally:
        await connection.close()


def refuse_unfit(where: str, facts: Mapping[str, object]) -> None:
    """Raises: DatabaseError: these facts (see the question above) are not good enough."""
    if int(str(facts["major"])) < OLDEST:
        raise DatabaseError(
            f"{where} is PostgreSQL {facts['version']}; Leeward needs {OLDEST} or newer",
            f"upgrade that server, or leave {_KEY} out: Leeward then brings its own",
        )
    if facts["encoding"] != "UTF8":
        raise DatabaseError(
            f"{where} is encoded in {facts['encoding']}; Leeward needs UTF8",
            "make a database with: CREATE DATABASE leeward ENCODING 'UTF8' TEMPLATE template0",
        )
    if facts["is_standby"]:
        raise DatabaseError(f"{where} is a standby that takes no writes", f"name the primary in {_KEY}")
    if not facts["may_create"]:
        raise DatabaseError(
            f"{where}: Leeward's user may not make schemas there",
            "make Leeward's user the owner of a database of its own",
        )


def _spelt(url: str) -> str:
    """Host, port and database. Raises: DatabaseError: it is no such URL."""
    try:
        parts = urlsplit(url)
        port, asked = parts.port, parse_qs(parts.query)
    except ValueError:
        raise _not_understood() from None
    rest = parts.path + parts.query + parts.fragment
    if parts.scheme not in {"postgresql", "postgres"} or "@" in rest:  # the end of a password, perhaps
        raise _not_understood()
    host = parts.hostname or asked.get("host", ["localhost"])[0]
    return f"the database {unquote(parts.path[1:])} at {host}{f':{port}' if port else ''}"


def _not_understood() -> DatabaseError:
    return DatabaseError(
        f"{_KEY} is not understood",
        "write postgresql://USER:PASSWORD@HOST:5432/NAME; odd characters in a password as in %40 for @",
    )


def _reason(error: OSError | TimeoutError) -> str:
    return f"no answer in {_PATIENCE_S} seconds" if isinstance(error, TimeoutError) else str(error)
