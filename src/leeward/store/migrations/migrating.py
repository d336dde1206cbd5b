"""Brings the schema up to this version's, or refuses a newer one."""

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pgqueuer import AsyncpgDriver, Queries
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from leeward.model.errors import DatabaseError
from leeward.store.connection import GONE, SCHEMA, SETTINGS

_LOCK = 0x1EE3A4D  # ours among the advisory locks of a database


async def migrate(url: str) -> str:
    """Brings the schema up to date, one step a transaction, and gives its version. Two programs that start at
    once do it one after the other.

    Raises: DatabaseError: the schema is newer than this Leeward, or the database refuses.
    """
    try:
        guard = await asyncpg.connect(url, timeout=30.0)
        try:
            await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
            await guard.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            version = await _upgraded(url)
            await _queue_upgraded(url)
        finally:
            await guard.close()
    except (*GONE, DBAPIError) as error:
        raise DatabaseError(f"the database is gone: {type(error).__name__}", "start Leeward again") from error
    except asyncpg.PostgresError as error:
        raise DatabaseError(
            f"the database refuses to be set up: {error}", "its user must own the database"
        ) from error
    return version


def newest() -> str:
    """The version of the schema that this Leeward works with."""
    return str(ScriptDirectory(str(Path(__file__).parent)).get_current_head())


async def _upgraded(url: str) -> str:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        async_creator=lambda: asyncpg.connect(url, timeout=30.0, server_settings=SETTINGS),
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_to_head)
    finally:
        await engine.dispose()


def _to_head(connection: SyncConnection) -> str:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    known = {one.revision for one in scripts.walk_revisions()}
    options = {"version_table": "schema_version"}
    current = MigrationContext.configure(connection, opts=options).get_current_revision()
    if current is not None and current not in known:
        raise DatabaseError(
            f"the database was set up by a newer Leeward (schema {current}, this one knows {max(known)})",
            "install that version again, or restore a backup made before the upgrade",
        )
    connection.execute(text("SELECT 1"))  # begins the transaction that Alembic's steps go on with
    command.upgrade(config, "head")
    connection.commit()
    return max(known)


async def _queue_upgraded(url: str) -> None:
    """The queue's tables are its engine's own business, and so are their upgrades."""
    connection = await asyncpg.connect(url, timeout=30.0, server_settings=SETTINGS)
    try:
        queries = Queries(AsyncpgDriver(connection))
        if await queries.schema_is_installed():
            await queries.apply_upgrade()
        else:
            await queries.install()
    finally:
        await connection.close()
