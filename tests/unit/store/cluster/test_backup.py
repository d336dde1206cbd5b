from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import backup
from leeward.store.cluster.backup import Tools
from leeward.store.cluster.private import Private
from leeward.store.cluster.programs import Programs
from tests.databases import ask, home


@pytest.fixture(scope="module")
def tools() -> Iterator[Tools]:
    with home() as folder:
        cluster = Private(folder, time)
        yield cluster.ensure().tools
        cluster.stop()


@pytest.fixture
def bridges(tools: Tools) -> str:
    """A database with something in it, by its URL."""
    ask(tools.url(), "DROP TABLE IF EXISTS bridge")
    ask(tools.url(), "CREATE TABLE bridge AS SELECT g AS span FROM generate_series(1, 100) g")
    return tools.url()


COUNT = "SELECT count(*) FROM bridge"


def test_what_was_dumped_comes_back_and_what_it_replaced_is_kept(
    tools: Tools, bridges: str, tmp_path: Path
) -> None:
    file = tmp_path / "leeward.dump"
    for kept in (0, 50):
        backup.dump(tools, file)
        ask(bridges, f"DELETE FROM bridge WHERE span > {kept}")
        backup.restore(tools, file)
        assert ask(bridges, COUNT) == [(100,)]
        assert ask(tools.url(database="leeward_replaced"), COUNT) == [(kept,)]
    assert ask(bridges, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'bridge'") == [
        ("leeward",)
    ]


def test_a_dump_is_for_its_owner_only_and_whole_or_not_there(
    tools: Tools, bridges: str, tmp_path: Path
) -> None:
    file = tmp_path / "leeward.dump"
    backup.dump(tools, file)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="pg_dump failed"):
        backup.dump(Tools(tools.account, tools.programs, tools.sockets, 1), file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["leeward.dump"]
    assert ask(bridges, COUNT) == [(100,)]


@pytest.mark.parametrize("share", [0.0, 0.5, 0.98])
def test_a_damaged_dump_changes_nothing(tools: Tools, bridges: str, tmp_path: Path, share: float) -> None:
    file = tmp_path / "leeward.dump"
    backup.dump(tools, file)
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    ask(bridges, "DELETE FROM bridge WHERE span > 7")
    with pytest.raises(DatabaseError, match="pg_restore failed"):
        backup.restore(tools, file)
    assert ask(bridges, COUNT) == [(7,)]


def test_files_that_cannot_be_opened_are_named(tools: Tools, tmp_path: Path) -> None:
    for work in (backup.dump, backup.restore):
        with pytest.raises(DatabaseError, match="nowhere"):
            work(tools, tmp_path / "nowhere" / "leeward.dump")


def test_a_server_that_does_not_answer_is_an_error(tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(DatabaseError, match="refuses"):
        backup.restore(Tools(tools.account, tools.programs, tmp_path), tmp_path / "x")


def test_an_installation_without_the_client_programs_says_what_to_install(
    tmp_path: Path, tools: Tools
) -> None:
    bare = Programs(tools.programs.kind, tmp_path, "15.1")
    with pytest.raises(DatabaseError, match="pg_dump") as caught:
        Tools(tools.account, bare, tools.sockets).dump()
    assert "postgresql-client-15" in caught.value.hint
