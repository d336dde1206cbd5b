from pathlib import Path

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import programs
from leeward.store.cluster.engine import EngineKind
from leeward.store.cluster.programs import OLDEST, Programs

HERE = Path("/bin")
OLD, NEW, NEWEST = (Programs(EngineKind.FOUND, HERE, version) for version in ("15.9", "17.2", "18.6"))


def test_what_the_path_names_is_found_newest_first_and_new_enough() -> None:
    found = programs.found()
    assert found == sorted(found, key=lambda one: one.major, reverse=True)
    assert all(one.major >= OLDEST and one.kind is EngineKind.FOUND for one in found)
    assert len({one.folder for one in found}) == len(found)


def test_programs_on_the_path_count_only_if_they_are_all_there_and_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, version in enumerate(("13.9", "99.1", "14rc1")):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in ("postgres", "initdb")[: 1 if version == "14rc1" else 2]:
            (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Drawn 1.2)'\n")
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        mine = [one for one in programs.found() if one.folder == folder]
        assert [one.version for one in mine] == (["99.1"] if version == "99.1" else [])


def test_the_package_brings_programs_that_run_where_the_data_are(database_home: Path) -> None:
    (one,) = programs.packaged(database_home)
    assert one.kind is EngineKind.WHEEL
    assert one.major >= 18
    assert one.folder.is_relative_to(database_home)
    assert programs.packaged(database_home) == [one]


def test_the_package_is_not_touched_where_the_machine_has_what_it_takes(database_home: Path) -> None:
    here = programs.found()
    offered = programs.on_offer(database_home, None)
    assert offered == here or (not here and offered[0].kind is EngineKind.WHEEL)
    wanted = programs.on_offer(database_home, 18)
    assert programs.of_major(wanted, 18)


def test_a_place_that_takes_no_copy_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be copied"):
        programs.packaged(tmp_path / "nowhere")


def test_the_first_on_offer_is_preferred_and_none_is_an_error_that_says_what_to_install() -> None:
    assert programs.preferred([OLD, NEW]) is OLD
    with pytest.raises(DatabaseError) as caught:
        programs.preferred([])
    assert "apt install postgresql" in caught.value.hint
    assert "database.url" in caught.value.hint


def test_data_are_for_the_programs_of_their_version_or_carried_to_the_first_newer_ones() -> None:
    assert programs.of_major([NEWEST, NEW, OLD], 17) is NEW
    assert programs.of_major([NEWEST, OLD], 17) is None
    assert programs.newer_than([OLD, NEWEST, NEW], 15) is NEWEST
    assert programs.newer_than([OLD, NEW], 17) is None
