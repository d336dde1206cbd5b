"""`leeward policy promote`: shows what a rule would have done, asks, and puts it in force."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file
from tests.unit.cli.policy.kills import killed_at

SHADOW = GOOD.replace('"enforce"', '"shadow" # for now').replace('then = ["hold"]\nfacts', "facts")
ENFORCED = SHADOW.replace('"shadow"', '"enforce"')
WORDS = ("policy", "promote", "exact", "--as", "ada")


@pytest.fixture
def file(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configured policy, in force, with its one rule in shadow."""
    file = a_file(house, SHADOW)
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", file)
    house.says("policy", "use", "--as", "ada")
    return Path(file)


def _typed(answer: str) -> subprocess.CompletedProcess[bytes]:
    """The command on a terminal, where somebody types this."""
    ours, theirs = os.openpty()
    os.write(ours, f"{answer}\n".encode())
    try:
        command = [sys.executable, "-m", "leeward", *WORDS]
        return subprocess.run(command, stdin=theirs, capture_output=True, check=False)
    finally:
        os.close(ours)
        os.close(theirs)


def test_it_says_what_it_will_do_and_to_whom_and_what_it_would_have_done(house: House, file: Path) -> None:
    lines = house.says(*WORDS, "--share", "10", "--yes").splitlines()
    assert lines[:2] == ["exact: Listed", "  it will, for 10 of 100 accounts: hold"]
    assert lines[2].startswith("0 posts tried: policy ")
    assert lines[-1] == "Small: version 2 is in force."
    assert file.read_text("utf-8") == ENFORCED.replace('id = "exact"\n', 'id = "exact"\nshare = 10\n', 1)
    assert house.says("policy", "show").splitlines()[1].startswith("  exact (enforce): hold; for 10 of 100")


def test_machines_get_the_version(house: House, file: Path) -> None:
    told = house.tells(*WORDS, "--yes")
    assert (told["version"], told["is_new"], told["waiting"]) == (2, True, [])
    assert house.tells(*WORDS, "--yes")["is_new"] is False


def test_without_a_terminal_it_wants_to_be_told_not_to_ask(house: House, file: Path) -> None:
    assert "--yes" in house.refuses(*WORDS)
    assert "--yes" in house.refuses(*WORDS, "--json")
    assert file.read_text("utf-8") == SHADOW


def test_a_rule_that_is_not_there_is_named_with_one_that_is(house: House, file: Path) -> None:
    said = house.refuses("policy", "promote", "exakt", "--as", "ada", "--yes")
    assert "no rule exakt" in said
    assert "did you mean exact?" in said


def test_a_wrong_name_is_told_before_anybody_is_to_be_asked(house: House, file: Path) -> None:
    said = house.refuses("policy", "promote", "exakt", "--as", "ada")
    assert "no rule exakt" in said
    assert "--yes" not in said


def test_on_a_terminal_only_the_rules_name_puts_it_in_force(house: House, file: Path) -> None:
    said = _typed("y")
    assert (said.returncode, said.stderr) == (1, b"")
    assert b"Nothing was changed." in said.stdout
    assert file.read_text("utf-8") == SHADOW
    said = _typed("exact")
    assert (said.returncode, said.stderr) == (0, b"")
    assert file.read_text("utf-8") == ENFORCED


def test_a_kill_after_the_database_and_before_the_file_is_finished_by_the_next_command(
    house: House, file: Path
) -> None:
    assert killed_at(1, *WORDS, "--yes") == -signal.SIGKILL
    assert file.read_text("utf-8") == SHADOW
    assert house.tells("policy", "show")["version"] == 2
    assert house.tells(*WORDS, "--yes")["is_new"] is False
    assert file.read_text("utf-8") == ENFORCED
    assert house.says("policy", "diff").endswith(": they mean the same\n")
