"""The steps of an upgrade, by Alembic; loaded only when there is something to do."""

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
from leeward.store.connection import SETTINGS
from leeward.store.migrations.migrating import queue_mark


async def upgrade(url: str) -> str:
    """Take every step that is missing, one a transaction, then the queue's own; gives the schema's version.

    Raises: DatabaseError: the schema is newer than this Leeward, or the database goes away under way.
    """
    try:
        version = await _upgraded(url)
    except DBAPIError as error:
        raise DatabaseError(f"the database is gone: {type(error).__name__}", "start Leeward again") from error
    await _queue_upgraded(url)
    return version


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
        await connection.execute(f"COMMENT ON TABLE pgqueuer IS '{queue_mark()}'")
    finally:
        await connection.close()
