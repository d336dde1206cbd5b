"""Migrations."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from leeward.model.errors import DatabaseError
from leeward.store.connection import SCHEMA, SETTINGS
from leeward.store.migrations import migrating
from leeward.store.migrations.migrating import migrate, newest

VERSIONS = Path(migrating.__file__).parent / "versions"
NEWEST = max(file.stem.partition("_")[0] for file in VERSIONS.glob("*.sql"))


async def test_an_empty_database_gets_everything(empty_database: str) -> None:
    assert await migrate(empty_database) == NEWEST == newest()
    connection = await asyncpg.connect(empty_database)
    tables = {
        row[0]
        for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", SCHEMA)
    }
    await connection.close()
    assert {"cases", "orders", "ledger", "pgqueuer", "schema_version"} <= tables


async def test_a_second_time_changes_nothing(empty_database: str) -> None:
    await migrate(empty_database)
    assert await migrate(empty_database) == NEWEST


@pytest.mark.parametrize("earlier", sorted(file.stem.partition("_")[0] for file in VERSIONS.glob("*.sql")))
async def test_every_earlier_schema_comes_up_to_date_with_what_is_in_it(
    empty_database: str, earlier: str
) -> None:
    connection = await asyncpg.connect(empty_database, server_settings=SETTINGS)
    await connection.execute(f"CREATE SCHEMA {SCHEMA}; CREATE TABLE schema_version (version_num varchar(32))")
    for file in sorted(VERSIONS.glob("*.sql")):
        if file.stem.partition("_")[0] <= earlier:
            await connection.execute(file.read_text("utf-8"))
    await connection.execute("INSERT INTO schema_version VALUES ($1)", earlier)
    await connection.execute("INSERT INTO policies (digest, text, first_at) VALUES ('d', 't', now())")
    assert await migrate(empty_database) == NEWEST
    assert await connection.fetchval("SELECT text FROM policies") == "t"
    assert await connection.fetchval("SELECT version_num FROM schema_version") == NEWEST
    await connection.close()


async def test_two_that_start_at_once_do_it_one_after_the_other(empty_database: str) -> None:
    assert await asyncio.gather(*(migrate(empty_database) for _ in range(3))) == [NEWEST] * 3


async def test_a_newer_schema_is_refused(empty_database: str) -> None:
    await migrate(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute(f"UPDATE {SCHEMA}.schema_version SET version_num = '9999'")
    await connection.close()
    with pytest.raises(DatabaseError, match="set up by a newer Leeward") as caught:
        await migrate(empty_database)
    assert "install that version" in caught.value.hint


async def test_a_step_that_fails_leaves_nothing_behind(empty_database: str) -> None:
    """The schema is there already, but not ours: a table of the first step is in the way."""
    connection = await asyncpg.connect(empty_database)
    await connection.execute(f"CREATE SCHEMA {SCHEMA}; CREATE TABLE {SCHEMA}.ledger_heads (x int)")
    with pytest.raises(DatabaseError, match="refuses"):
        await migrate(empty_database)
    tables = {
        row[0]
        for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", SCHEMA)
    }
    await connection.close()
    assert "cases" not in tables


@pytest.mark.parametrize("version", sorted(VERSIONS.glob("*.py")), ids=lambda file: file.stem)
def test_every_step_has_its_sql(version: Path) -> None:
    assert version.with_suffix(".sql").read_text("utf-8").strip()
