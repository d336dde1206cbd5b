"""The steps themselves; what a whole migration comes to is tested with it."""

import subprocess
import sys

import asyncpg

from leeward.store.connection import SCHEMA, SETTINGS
from leeward.store.migrations.migrating import migrate, newest, queue_mark
from leeward.store.migrations.upgrading import upgrade

START = """
import asyncio, sys
from leeward.store.migrations.migrating import migrate
asyncio.run(migrate(sys.argv[1]))
print("alembic" in sys.modules)
"""


async def test_the_queues_own_steps_are_taken_and_marked(empty_database: str) -> None:
    connection = await asyncpg.connect(empty_database, server_settings=SETTINGS)
    await connection.execute(f"CREATE SCHEMA {SCHEMA}")
    assert await upgrade(empty_database) == newest()
    assert await connection.fetchval("SELECT obj_description('pgqueuer'::regclass)") == queue_mark()
    await connection.close()


async def test_a_queue_of_another_version_gets_its_steps(empty_database: str) -> None:
    await migrate(empty_database)
    connection = await asyncpg.connect(empty_database, server_settings=SETTINGS)
    await connection.execute("COMMENT ON TABLE pgqueuer IS 'pgqueuer 0.1'")
    await migrate(empty_database)
    assert await connection.fetchval("SELECT obj_description('pgqueuer'::regclass)") == queue_mark()
    await connection.close()


async def test_a_start_with_nothing_to_do_loads_no_steps(empty_database: str) -> None:
    def start() -> str:
        command = [sys.executable, "-c", START, empty_database]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert [start(), start()] == ["True", "False"]
