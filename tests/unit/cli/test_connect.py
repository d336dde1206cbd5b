"""`leeward connect`: how it is asked for."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli.connect import command
from leeward.model.errors import UsageError


def test_help_names_every_option() -> None:
    text = CliRunner().invoke(command, ["--help"]).output
    for word in ("--token-file", "--way-in", "--no-canaries", "--no-sign-in", "--json", "--config"):
        assert word in text


@pytest.mark.parametrize("words", [[], ["a", "b"], ["a", "--way-in", "pigeon"]])
def test_a_command_line_that_makes_no_sense_is_refused(words: list[str]) -> None:
    assert CliRunner().invoke(command, words).exit_code == 2


def test_a_file_without_a_token_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("two words", "ascii")
    with pytest.raises(UsageError, match="holds no token"):
        CliRunner().invoke(
            command, ["a.example", "--token-file", str(tmp_path / "token")], catch_exceptions=False
        )
