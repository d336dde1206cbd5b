"""Brings the schema up to this version's, or refuses a newer one."""

import importlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg

from leeward.model.errors import DatabaseError
from leeward.store.connection import GONE, SCHEMA, SETTINGS
from leeward.store.desk import walls

_LOCK = 0x1EE3A4D  # ours among the advisory locks of a database
# Alembic and what is under it cost every start 0.2 s and 20 MB, and nearly every start finds nothing to do.
_STEPS = "leeward.store.migrations.upgrading"


async def migrate(url: str) -> str:
    """Brings the schema up to date, one step a transaction, and gives its version. Two programs that start at
    once do it one after the other.

    Raises: DatabaseError: the schema is newer than this Leeward, or the database refuses.
    """
    try:
        guard = await asyncpg.connect(url, timeout=30.0, server_settings=SETTINGS)
        try:
            if not await _is_current(guard):
                await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
                await guard.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                await importlib.import_module(_STEPS).upgrade(url)
            if not await walls.are_up(guard):
                await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
                await walls.build(guard)
        finally:
            await guard.close()
    except GONE as error:
        raise DatabaseError(f"the database is gone: {type(error).__name__}", "start Leeward again") from error
    except asyncpg.PostgresError as error:
        raise DatabaseError(
            f"the database refuses to be set up: {error}", "its user must own the database"
        ) from error
    return newest()


def newest() -> str:
    """The version of the schema that this Leeward works with."""
    return max(file.stem.partition("_")[0] for file in (Path(__file__).parent / "versions").glob("*.sql"))


def queue_mark() -> str:
    """What the queue's table is marked with when its engine's own steps were taken."""
    return f"pgqueuer {version('pgqueuer')}"


async def _is_current(connection: Any) -> bool:
    """Whether there is nothing to do, neither for us nor for the queue's engine."""
    if not await connection.fetchval("SELECT to_regclass('schema_version') IS NOT NULL"):
        return False
    current = await connection.fetchval("SELECT max(version_num) FROM schema_version")
    mark = await connection.fetchval("SELECT obj_description(to_regclass('pgqueuer'))")
    return bool(current == newest() and mark == queue_mark())
