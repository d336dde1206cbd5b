from pathlib import Path

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import build, programs
from leeward.store.cluster.account import fit
from leeward.store.cluster.engine import EngineKind
from leeward.store.cluster.place import settle
from leeward.store.cluster.programs import Programs


def test_a_draft_counts_when_it_gets_its_name(database_home: Path) -> None:
    place = settle(database_home)
    chosen = programs.preferred(programs.on_offer(place.folder, None))
    draft = build.draft(place.folder, chosen, place.account)
    assert not draft.name.isdecimal()
    assert (draft / "PG_VERSION").read_text().strip() == str(chosen.major)
    build.finish(draft, place.folder / str(chosen.major))
    assert not draft.exists()
    hba = (place.folder / str(chosen.major) / "pg_hba.conf").read_text()
    rules = [line.split() for line in hba.splitlines() if line and not line.startswith("#")]
    assert {rule[-1] for rule in rules if rule[0] == "local"} == {"trust"}
    assert {rule[-1] for rule in rules if rule[0] != "local"} == {"reject"}


@pytest.mark.parametrize(
    "script", ["echo the disk is full; exit 1", "echo it has no locale; exit 1", "exit 0"]
)
def test_programs_that_fail_are_an_error_with_their_words(database_home: Path, script: str) -> None:
    bin_folder = database_home / "bin"
    bin_folder.mkdir()
    for name, text in (("initdb", script), ("postgres", "echo ERROR: no; exit 0")):
        (bin_folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (bin_folder / name).chmod(0o755)
    with pytest.raises(DatabaseError) as caught:
        build.draft(database_home, Programs(EngineKind.FOUND, bin_folder, "15.1"), fit())
    expected = "ERROR: no" if script == "exit 0" else script.split(";")[0].removeprefix("echo ")
    assert expected in caught.value.message
    assert "MB left" in caught.value.hint
