"""A house of its own for each command: a database, an empty configuration, no data of anybody."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from leeward.cli import run
from tests.databases import blocking
from tests.scenes import Scene, scene

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """Where a command is at home. folder: for files of the test."""

    url: str
    folder: Path
    printed: pytest.CaptureFixture[str]

    def play(self, work: Callable[[Scene], Awaitable[T]], fuse: int = 25) -> T:
        """What a scene gives that is played in the house's database."""

        async def played() -> T:
            async with scene(self.url, fuse) as stage:
                return await work(stage)

        return blocking(played())

    def says(self, *words: str, status: int = 0) -> str:
        """What a command prints."""
        self.printed.readouterr()
        assert run(words) == status, self.printed.readouterr()
        return self.printed.readouterr().out

    def tells(self, *words: str, status: int = 0) -> Any:
        """What a command gives to machines."""
        return json.loads(self.says(*words, "--json", status=status))

    def refuses(self, *words: str) -> str:
        """The message and the hint of a command that cannot."""
        self.printed.readouterr()
        assert run(words) == 2
        return self.printed.readouterr().err


@pytest.fixture
def house(
    fresh_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> House:
    """A house with an empty database."""
    monkeypatch.setenv("LEEWARD_DATABASE__URL", fresh_database)
    monkeypatch.setenv("LEEWARD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LEEWARD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("LEEWARD_CONFIG", str(tmp_path / "leeward.toml"))
    return House(fresh_database, tmp_path, capsys)
