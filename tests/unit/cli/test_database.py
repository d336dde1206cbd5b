"""`leeward database`: which one, and never a password."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import House


def test_it_says_whose_it_is_and_where(
    house: House, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEEWARD_DATABASE__URL", empty_database)
    told = house.tells("database")
    assert (told["kind"], told["schema"], told["others"]) == ("your own", None, 0)
    house.says("cases")
    first, second = house.says("database").splitlines()
    assert first.startswith(f"PostgreSQL {told['version']}, your own: the database ")
    assert "; schema 0" in second


def test_a_password_is_not_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = house.url.replace("leeward@", "leeward:brass-bridge@")
    monkeypatch.setenv("LEEWARD_DATABASE__URL", secret)
    assert "brass-bridge" not in house.says("database") + str(house.tells("database"))


def test_your_own_is_backed_up_by_its_own_tools(house: House) -> None:
    file = house.folder / "backup"
    assert "pg_dump" in house.refuses("database", "dump", str(file))
    file.touch()
    assert "pg_restore" in house.refuses("database", "restore", str(file), "--yes")


def test_everything_is_replaced_only_for_who_says_so(house: House) -> None:
    assert "--yes" in house.refuses("database", "restore", str(house.folder / "backup"))


def test_a_private_one_goes_into_a_file_and_back(
    house: House, database_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEEWARD_DATABASE__URL")
    monkeypatch.setenv("LEEWARD_DATA_DIR", str(database_home))
    file = database_home / "backup"
    assert house.says("database", "dump", str(file)).startswith(f"{file}: ")
    assert house.says("database", "restore", str(file), "--yes").startswith("restored from")
    ours, theirs = os.openpty()
    os.write(ours, b"no\n")
    said = subprocess.run(
        [sys.executable, "-m", "leeward", "database", "restore", str(file)],
        stdin=theirs,
        capture_output=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert said.returncode == 1, said.stderr
    assert b"Nothing was changed." in said.stdout
