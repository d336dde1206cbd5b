"""`leeward worker`: how it is asked for."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli.worker import command
from leeward.model.errors import ConfigError


def test_help_says_what_it_does() -> None:
    answer = CliRunner().invoke(command, ["--help"])
    assert answer.exit_code == 0
    assert "--config" in answer.output


def test_a_configuration_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        CliRunner().invoke(
            command, ["--config", str(tmp_path / "none.toml")], standalone_mode=False, catch_exceptions=False
        )
