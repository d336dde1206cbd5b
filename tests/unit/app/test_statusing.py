"""The screen for who only wants to look: on the operator's own PostgreSQL and on a private one."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leeward.app.statusing import lists_of, look, screen
from leeward.config import Config, Database
from leeward.model.errors import DatabaseError
from leeward.pipeline.match.banks import BankSettings, open_bank
from leeward.store.cluster.running import open_engine
from leeward.store.connection import Store
from leeward.store.migrations.migrating import migrate, newest
from leeward.store.watch import figures

LIST = "md5,9e107d9d372bb6826bd81d3542a419d6,one\nmd5,e4d909c290d0fb1ca068ffaddf22cbd0,two\n"


def _config(folder: Path, *banks: Path, url: str | None = None) -> Config:
    return Config(data_dir=folder, banks=banks, database=Database(url=url))


async def test_a_database_of_ones_own_is_looked_at(fresh_database: str, tmp_path: Path) -> None:
    await migrate(fresh_database)
    screen = await look(_config(tmp_path, url=fresh_database))
    assert screen.is_well
    assert (screen.database.kind, screen.database.schema) == ("your own", newest())


async def test_a_private_database_is_brought_up_looked_at_and_ended(database_home: Path) -> None:
    config = _config(database_home)
    with pytest.raises(DatabaseError, match="no database") as caught:
        await look(config)
    assert "leeward connect" in caught.value.hint
    assert not list(database_home.iterdir()), "who only looks makes nothing"
    (database_home / "postgres").mkdir(mode=0o700)  # begun, and killed
    with pytest.raises(DatabaseError, match="nothing is set up"):
        await look(config)


async def test_another_schema_is_refused(fresh_database: str, tmp_path: Path) -> None:
    await migrate(fresh_database)
    async with Store(fresh_database) as store, store.transaction() as connection:
        await connection.execute("UPDATE schema_version SET version_num = '0000'")
    with pytest.raises(DatabaseError, match="has schema 0000"):
        await look(_config(tmp_path, url=fresh_database))


async def test_an_empty_database_says_that_nothing_is_set_up(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="nothing is set up"):
        await look(_config(tmp_path, url=empty_database))
    async with Store(empty_database) as store, store.session() as connection:
        assert await figures.schema(connection) is None, "and still is not"


def test_a_list_is_told_with_its_entries_and_the_age_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "drawn.csv"
    file.write_text(LIST, "utf-8")
    open_bank(file, BankSettings(tmp_path)).index.close()
    os.utime(file, (1e9, 1e9))
    (found,) = lists_of(_config(tmp_path, file))
    assert (found.name, found.entries, found.said) == ("drawn", 2, "")
    assert found.changed_at == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    (by_name,) = lists_of(_config(tmp_path, Path("drawn")))
    assert by_name == found


def test_a_list_that_is_not_built_yet_is_no_problem(tmp_path: Path) -> None:
    file = tmp_path / "drawn.csv"
    file.write_text(LIST, "utf-8")
    (found,) = lists_of(_config(tmp_path, file))
    assert (found.entries, found.said) == (0, "")
    assert found.changed_at is not None


def test_a_list_whose_file_is_gone_is_told_as_gone(tmp_path: Path) -> None:
    file = tmp_path / "drawn.csv"
    file.write_text(LIST, "utf-8")
    open_bank(file, BankSettings(tmp_path)).index.close()
    file.unlink()
    (found,) = lists_of(_config(tmp_path, file))
    assert (found.entries, found.changed_at, found.said) == (2, None, "")


def test_a_list_that_never_was_says_so(tmp_path: Path) -> None:
    (found,) = lists_of(_config(tmp_path, tmp_path / "nowhere.csv"))
    assert (found.name, found.entries, found.changed_at) == ("nowhere", 0, None)
    assert "there is no bank" in found.said


async def test_what_only_the_process_knows_is_among_the_problems(fresh_database: str, tmp_path: Path) -> None:
    await migrate(fresh_database)
    config = _config(tmp_path, url=fresh_database)
    running = await asyncio.to_thread(open_engine, config.database.url, config.data_dir, lambda: 0.0)
    async with Store(fresh_database, most=1) as store:
        found = await screen(config, running.engine, store, lambda: {"words.terms": "a list is gone"})
    assert found.problems == {"words.terms": "a list is gone"}
