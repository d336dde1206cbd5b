from pathlib import Path
from time import time

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import postmaster
from leeward.store.cluster.engine import EngineKind
from leeward.store.cluster.running import open_engine
from tests.databases import ask


def test_an_own_database_is_used_and_left_to_its_operator(empty_database: str, tmp_path: Path) -> None:
    with open_engine(empty_database, tmp_path, time) as running:
        assert running.engine.kind is EngineKind.OWN
        running.ensure_running()
        for work in (running.dump, running.restore):
            with pytest.raises(DatabaseError, match="your own"):
                work(tmp_path / "x")
    assert ask(empty_database, "SELECT 1") == [(1,)]
    assert list(tmp_path.iterdir()) == []


def test_without_one_a_private_one_is_brought_up_and_ends_with_the_context(database_home: Path) -> None:
    with open_engine(None, database_home, time) as running:
        running.ensure_running()
        assert running.engine.kind is not EngineKind.OWN
        assert running.engine.url not in repr(running.engine)
        ask(running.engine.url, "CREATE TABLE bridge AS SELECT 1 AS span")
        running.dump(database_home / "dump")
        ask(running.engine.url, "DROP TABLE bridge")
        running.restore(database_home / "dump")
        assert ask(running.engine.url, "SELECT span FROM bridge") == [(1,)]
    assert postmaster.alive(Path(running.engine.where)) is None
