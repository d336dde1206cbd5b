"""`leeward words check`."""

import json
from pathlib import Path

import pytest

from leeward.cli import run


def test_a_good_list_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stones.txt").write_text("arch\n", "utf-8")
    assert run(["words", "check", str(tmp_path / "stones.txt")]) == 0
    assert "1 entry, 0 bad lines" in capsys.readouterr().out


def test_bad_lines_are_named_and_not_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stones.txt"
    file.write_text("kanari wort\nquarry.example\n", "utf-8")
    assert run(["words", "check", "--as-urls", str(file)]) == 1
    told = capsys.readouterr().out
    assert f"{file}:1: is neither" in told
    assert "kanari" not in told
    assert run(["words", "check", "--as-urls", "--json", str(file)]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["entries"], [one["line"] for one in answer["bad"]]) == (1, [1])


def test_what_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "check", str(tmp_path / "none.txt")]) == 2
    assert "No such file" in capsys.readouterr().err
