"""`leeward doctor` on a real installation."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli.doctor import command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEEWARD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LEEWARD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("LEEWARD_CONFIG", str(tmp_path / "leeward.toml"))
    return tmp_path


def test_a_fresh_installation_can_start(home: Path) -> None:
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 0, answer.output
    assert "a locked-in worker decoded a sample of every format" in " ".join(answer.output.split())


def test_the_configuration_that_was_named_is_the_one_that_is_told_of(home: Path) -> None:
    (home / "other.toml").write_text("[web]\nport = 18471\n", "utf-8")
    answer = CliRunner().invoke(command, ["--json", "--config", str(home / "other.toml")])
    checks = {check["topic"]: check for check in json.loads(answer.output)["checks"]}
    assert checks["configuration"]["said"] == str(home / "other.toml")


def test_machines_get_one_object(home: Path) -> None:
    answer = CliRunner().invoke(command, ["--json"])
    checks = {check["topic"]: check for check in json.loads(answer.output)["checks"]}
    assert checks["decoders"]["state"] == "good"


def test_a_missing_list_stops_the_start(home: Path) -> None:
    (home / "leeward.toml").write_text('banks = ["/nowhere/list.csv"]\n')
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 2
    assert "/nowhere/list.csv" in answer.output
