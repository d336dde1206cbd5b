"""A policy is read with all that belongs to it, and passes its tests, or it is not used."""

from pathlib import Path

import pytest

from leeward.config import Config, Live
from leeward.model.errors import ConfigError, PolicyError
from leeward.review.office.policies.reading import (
    configured,
    default,
    parsed,
    passing,
    read,
    results,
    to_write,
)
from leeward.store.policies.versions import Origin
from tests.unit.review.office.policies.files import rule, text, write

FAILS = """
[[test]]
name = "it never fires"
rule = "exact"
expect = "not"
facts = { "match.exact" = true }
"""


def _config(folder: Path, file: Path | None) -> Config:
    return Config.model_validate({"data_dir": folder, "state_dir": folder, "live": Live(policy=file)})


def test_without_a_file_the_default_holds_and_passes_its_tests(tmp_path: Path) -> None:
    found = configured(_config(tmp_path, None))
    assert (found.origin, found.file) == (Origin.DEFAULT, None)
    assert "Leeward's default" in found.text
    assert all(one.has_passed for one in results(found.bundle))


def test_a_file_is_kept_as_it_is_and_read_back_from_what_was_kept(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    write(tmp_path / "private" / "own.toml", rule("own"))
    found = configured(_config(tmp_path, write(tmp_path / "mine.toml")))
    assert [(one.id, one.is_private) for one in found.policy.rules] == [("exact", False), ("own", True)]
    assert found.on_disk == {"mine.toml", "private/own.toml"}
    assert parsed(found.text) == found.policy
    assert to_write(found.text, tmp_path / "other.toml") == {
        "other.toml": text(),
        "private/own.toml": text(rule("own")),
    }


def test_a_policy_that_fails_its_own_test_is_not_used(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml", rule(), FAILS)
    with pytest.raises(ConfigError, match="'it never fires' fails") as caught:
        configured(_config(tmp_path, file))
    assert str(file) in caught.value.hint


def test_the_tests_of_what_is_extended_are_asked_too(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", rule(), FAILS, head="version = 1")
    found = read(write(tmp_path / "mine.toml", rule("other"), head='extends = "base@1"'))
    with pytest.raises(ConfigError, match="'it never fires' fails"):
        passing(found)


def test_what_is_wrong_is_told_with_a_path_that_an_editor_opens(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml", rule(when="match.exakt"))
    with pytest.raises(PolicyError) as caught:
        read(file)
    assert caught.value.message.startswith(f"{file}:9:")
    assert "did you mean match.exact?" in caught.value.hint


def test_what_is_wrong_in_a_private_file_is_told_with_its_own_path(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    own = write(tmp_path / "private" / "own.toml", rule("own", when="match.exakt"))
    with pytest.raises(PolicyError) as caught:
        read(write(tmp_path / "mine.toml"))
    assert caught.value.message.startswith(f"{own}:9:")


def test_what_was_kept_by_a_newer_program_is_refused() -> None:
    with pytest.raises(PolicyError):
        parsed("policy = 2\n")
    assert parsed(default().text).digest == default().policy.digest
