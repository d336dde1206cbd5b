"""`leeward words try`."""

import io
import json
import sys
from pathlib import Path

import pytest

from leeward.cli import run


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "stones.txt").write_text("old bridge\n", "utf-8")
    file = tmp_path / "leeward.toml"
    file.write_text('[words]\nterms = ["stones.txt"]\n', "utf-8")
    return str(file)


def _say(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_the_list_is_named_and_the_entry_is_not(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _say(monkeypatch, b"an 0ld br1dge \xff")
    assert run(["words", "try", "--config", config]) == 0
    assert capsys.readouterr().out == "stones: in its text, evasive\n"


def test_nothing_found_is_said(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _say(monkeypatch, b"a river")
    assert run(["words", "try", "--config", config]) == 0
    assert capsys.readouterr().out == "No list has an entry in it.\n"
    _say(monkeypatch, b"a river")
    assert run(["words", "try", "--json", "--config", config]) == 0
    assert json.loads(capsys.readouterr().out) == {"hits": []}


def test_without_a_list_it_names_the_configuration_that_it_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "leeward.toml"
    file.write_text("", "utf-8")
    for words in (["--config", str(file)], []):
        _say(monkeypatch, b"a river")
        monkeypatch.setenv("LEEWARD_CONFIG", str(file))
        assert run(["words", "try", *words]) == 2
        assert f"no list of words is configured in {file}" in " ".join(capsys.readouterr().err.split())
