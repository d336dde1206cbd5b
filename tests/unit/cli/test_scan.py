"""`leeward scan`: what its command line is made into."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli import scan
from leeward.cli.scan import command


def test_help_names_every_option_and_exit_status() -> None:
    text = " ".join(CliRunner().invoke(command, ["--help"]).output.split())
    for word in (
        "--bank",
        "--json",
        "--output",
        "--resume",
        "--workers",
        "--threshold",
        "--dihedral",
        "--strict",
    ):
        assert word in text
    assert "3 something matched" in text


@pytest.mark.parametrize("words", [[], ["--workers", "0", "a"], ["--workers", "x", "a"], ["--unknown", "a"]])
def test_a_command_line_that_makes_no_sense_is_refused(words: list[str]) -> None:
    assert CliRunner().invoke(command, words).exit_code == 2


def test_a_dash_for_the_output_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "STATE"):
        monkeypatch.setenv(f"LEEWARD_{name}_DIR", str(tmp_path / name))
    (tmp_path / "empty.jpg").touch()
    answer = CliRunner().invoke(command, ["--json", "--output", "-", "empty.jpg"])
    assert '"path":"empty.jpg"' in answer.stdout
    assert not (tmp_path / "-").exists()


def test_the_command_to_resume_with_is_the_one_that_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/bin/leeward", "scan", "a b"])
    assert scan._as_typed() == ("/bin/leeward", "scan", "a b")
    monkeypatch.setattr(sys, "argv", ["/x/leeward/__main__.py", "scan", "a"])
    assert scan._as_typed() == (sys.executable, "-m", "leeward", "scan", "a")
