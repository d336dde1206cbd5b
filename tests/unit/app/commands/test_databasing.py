"""A private database goes into a file and comes back, and nobody is surprised by it."""

import asyncio
import time
from pathlib import Path

import pytest

from leeward.app.commands import databasing
from leeward.config import Config, Database
from leeward.model.errors import DatabaseError
from leeward.store.cluster.engine import EngineKind
from leeward.store.cluster.running import open_engine
from leeward.store.connection import Store
from tests.databases import ask


def test_an_own_database_is_looked_at_and_its_backups_are_left_to_its_tools(
    empty_database: str, tmp_path: Path
) -> None:
    config = Config(data_dir=tmp_path, database=Database(url=empty_database))
    found = databasing.look(config)
    assert found.engine.kind is EngineKind.OWN
    assert found.facts.schema is None
    for work in (databasing.dump, databasing.restore):
        (tmp_path / "file").touch()
        with pytest.raises(DatabaseError, match="your own"):
            work(config, tmp_path / "file")


def test_a_private_one_is_dumped_while_it_is_used_and_restored_when_it_is_not(database_home: Path) -> None:
    config = Config(data_dir=database_home)
    file = database_home / "backup"
    with pytest.raises(DatabaseError, match="no such file"):
        databasing.restore(config, file)

    async def used() -> None:
        async with Store(running.engine.url, 1) as store, store.session() as connection:
            await connection.execute("CREATE TABLE public.bridge AS SELECT 1 AS span")
            assert await asyncio.to_thread(databasing.dump, config, file) == file.stat().st_size
            with pytest.raises(DatabaseError, match="another Leeward is working"):
                await asyncio.to_thread(databasing.restore, config, file)

    with open_engine(None, database_home, time.time) as running:
        asyncio.run(used())
        ask(running.engine.url, "DROP TABLE bridge")
        assert file.stat().st_mode & 0o777 == 0o600
        databasing.restore(config, file)
        assert ask(running.engine.url, "SELECT span FROM bridge") == [(1,)]
