import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import account
from leeward.store.cluster.place import has_one, settle, sockets

ROOT = os.geteuid() == 0


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_who_asks_for_a_place_makes_none(database_home: Path) -> None:
    assert not has_one(database_home)
    assert not has_one(database_home / "not there")
    assert not list(database_home.iterdir())


def test_the_place_is_inside_an_open_data_folder_and_closed_itself(database_home: Path) -> None:
    place = settle(database_home)
    assert place.folder == database_home / "postgres"
    assert has_one(database_home)
    assert _mode(place.folder) == 0o700
    assert place.folder.stat().st_uid == place.account.uid != 0
    assert settle(database_home) == place
    assert _mode(database_home) == 0o755


@pytest.mark.skipif(not ROOT, reason="only root's own folders are closed to who runs PostgreSQL")
def test_roots_closed_folder_stays_closed_and_names_a_place_outside(database_home: Path) -> None:
    database_home.chmod(0o700)
    place = settle(database_home)
    try:
        assert not place.folder.is_relative_to(database_home)
        assert (database_home / "postgres.place").read_text().strip() == str(place.folder)
        assert _mode(database_home) == 0o700
        assert place.account.can_enter(place.folder)
        assert settle(database_home) == place
    finally:
        shutil.rmtree(place.folder)
        with suppress(OSError):  # somebody else's may be there, too
            place.folder.parent.rmdir()
    with pytest.raises(DatabaseError, match="not where it was put") as caught:
        settle(database_home)
    assert "postgres.place" in caught.value.hint


@pytest.mark.skipif(not ROOT, reason="only root gives folders away")
def test_a_place_that_was_not_yet_given_away_is_given_away_later(database_home: Path) -> None:
    (database_home / "postgres").mkdir(mode=0o700)
    place = settle(database_home)
    assert place.folder.stat().st_uid == place.account.uid


@pytest.mark.skipif(not ROOT, reason="only root's own folders are closed to who runs PostgreSQL")
def test_a_place_that_was_closed_later_is_an_error(database_home: Path) -> None:
    settle(database_home)
    database_home.chmod(0o700)
    with pytest.raises(DatabaseError, match="cannot reach"):
        settle(database_home)


def test_a_data_folder_that_cannot_be_written_is_an_error(database_home: Path) -> None:
    (database_home / "postgres").write_text("in the way")
    with pytest.raises(DatabaseError, match="no place"):
        settle(database_home)


def test_the_socket_is_beside_the_data_and_always_at_the_same_place(database_home: Path) -> None:
    place = settle(database_home)
    assert sockets(place) == place.folder / "socket" == sockets(place)
    assert _mode(place.folder / "socket") == 0o700
    assert list((place.folder / "socket").iterdir()) == []


@pytest.mark.parametrize("name", ["long" * 30, "a,b"])
def test_a_path_that_no_socket_takes_gets_its_socket_elsewhere(database_home: Path, name: str) -> None:
    odd = database_home / name
    odd.mkdir()
    place = settle(odd)
    where = sockets(place)
    try:
        assert len(str(where)) < 80
        assert "," not in str(where)
        assert where == sockets(place)
        assert (_mode(where), where.stat().st_uid) == (0o700, place.account.uid)
    finally:
        where.rmdir()


def test_a_folder_that_others_made_first_is_not_trusted(database_home: Path) -> None:
    place = settle(database_home)
    inside = place.folder / "socket"
    inside.mkdir(mode=0o777)
    inside.chmod(0o777)
    elsewhere = sockets(place)
    try:
        assert elsewhere != inside
        assert elsewhere.stat().st_uid == place.account.uid
    finally:
        elsewhere.rmdir()
    assert account.fit().uid == place.account.uid
