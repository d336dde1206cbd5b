"""`leeward words whose`."""

import asyncio
import json
from pathlib import Path

import pytest

from leeward.app.station import station
from leeward.cli import run
from leeward.config import load
from leeward.pipeline.ingest.scanning import marker
from leeward.vault.keys import Purpose


def test_the_line_is_told_and_never_the_entry(
    fresh_database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stones.txt").write_text("arch\nold bridge\n", "utf-8")
    file = tmp_path / "leeward.toml"
    file.write_text(
        f'data_dir = "data"\n[database]\nurl = "{fresh_database}"\n[words]\nterms = ["stones.txt"]\n', "utf-8"
    )

    async def digest() -> str:
        async with station(load(file), connections=1) as opened:
            return marker(opened.key.sub_key(Purpose.WORDS))("word\0old bridge")[:12]

    asked = ["words", "whose", asyncio.run(digest()), "--as", "ada", "--config", str(file)]
    capsys.readouterr()
    assert run(asked) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'stones.txt'}:2\n"
    assert run([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"][0]["line"] == 2
    assert run(["words", "whose", "0" * 12, "--config", str(file)]) == 1
    assert run(["words", "whose", "bridge", "--config", str(file)]) == 2
    assert "bridge" not in capsys.readouterr().out
