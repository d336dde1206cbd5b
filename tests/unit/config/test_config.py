"""The configuration is read once, from one file and the environment, and says what is wrong with it."""

from pathlib import Path

import pytest

from leeward.config import default_file, load
from leeward.model.errors import ConfigError


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEEWARD_CONFIG", str(tmp_path / "none.toml"))


def _written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "leeward.toml"
    file.write_text(text, "utf-8")
    return file


def test_without_a_file_every_key_has_its_default() -> None:
    config = load()
    assert (config.workers, config.dihedral, config.banks) == (0, False, ())
    assert config.limits.pixels == 200_000_000


def test_the_file_is_read(tmp_path: Path) -> None:
    config = load(_written(tmp_path, 'workers = 3\nbanks = ["a.csv"]\n[limits]\npixels = 5\n'))
    assert (config.workers, config.banks, config.limits.pixels) == (3, (tmp_path / "a.csv",), 5)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_WORKERS", "7")
    monkeypatch.setenv("LEEWARD_LIMITS__FRAMES", "11")
    config = load(_written(tmp_path, "workers = 3\n"))
    assert (config.workers, config.limits.frames) == (7, 11)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("workers = -1", "workers"),
        ("wokers = 1", "wokers"),
        ("[limits]\nseconds = 'soon'", "limits.seconds"),
        ("[limits]\nsecondz = 1", "secondz"),
        ("[limits]\nseconds = 0", "limits.seconds"),
        ("[limits]\nmemory_bytes = -5", "limits.memory_bytes"),
        ("[threshold]\npdq = 32", "threshold"),
        ("[threshold]\npdq = -1", "threshold"),
        ("[live]\nprobe_seconds = [0, 300, 60]", "live.probe_seconds"),
        ("[live]\nprobe_seconds = [300]", "live.probe_seconds"),
        ("[live]\npoll_seconds = 0", "live.poll_seconds"),
        ("workers = = 1", "leeward.toml"),
    ],
)
def test_a_bad_key_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(_written(tmp_path, text))
    assert named in error.value.message
    assert "leeward.toml" in error.value.message
    assert error.value.hint


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        load(tmp_path / "gone.toml")


def test_the_environment_can_name_the_file(tmp_path: Path) -> None:
    assert default_file() == tmp_path / "none.toml"


def test_nobody_changes_a_config_once_it_is_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().workers = 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEEWARD_WORKERS", "many"),
        ("LEEWARD_LIMITS__SECONDS", "nan"),
        ("LEEWARD_LIMITS__SECONDS", "inf"),
        ("LEEWARD_LIMITS__MEMORY_BYTES", "1e24"),
        ("LEEWARD_BANKS", "list.csv"),
        ("LEEWARD_WORKER", "3"),
    ],
)
def test_a_bad_variable_is_blamed_on_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as error:
        load()
    assert "environment" in error.value.message
    assert error.value.hint


def test_paths_of_the_file_are_meant_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/moderator")
    config = load(_written(tmp_path, 'banks = ["lists/a.csv", "~/b.csv", "/c.csv", "built"]\n'))
    expected = (tmp_path / "lists/a.csv", Path("/home/moderator/b.csv"), Path("/c.csv"), Path("built"))
    assert config.banks == expected


def test_a_misspelt_variable_is_told_with_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_TRESHOLD", "{}")
    with pytest.raises(ConfigError) as error:
        load()
    assert error.value.hint == "did you mean LEEWARD_THRESHOLD?"


def test_the_policy_of_the_file_is_meant_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _written(tmp_path, '[live]\npolicy = "rules/mine.toml"\n')
    assert load(file).live.policy == tmp_path / "rules/mine.toml"
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", "other.toml")
    assert load(file).live.policy == Path("other.toml")
    monkeypatch.setenv("HOME", "/home/moderator")
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", "~/other.toml")
    assert load(file).live.policy == Path("/home/moderator/other.toml")
    assert load(_written(tmp_path, "[live]\nfuse = 3\n")).live.fuse == 3


def test_lists_of_words_are_meant_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _written(tmp_path, '[words]\nterms = ["lists/stones.txt"]\nurls = ["/srv/quarries.txt"]\n')
    words = load(file).words
    assert words.terms == (tmp_path / "lists/stones.txt",)
    assert words.urls == (Path("/srv/quarries.txt"),)
    monkeypatch.setenv("LEEWARD_WORDS__TERMS", '["other.txt"]')
    assert load(file).words.terms == (Path("other.txt"),)


@pytest.mark.parametrize(
    ("table", "key", "toml", "variable", "value"),
    [
        ("database", "url", '"postgresql:///a"', "postgresql:///a", "postgresql:///a"),
        ("web", "host", '"::1"', "::1", "::1"),
        ("web", "port", "9000", "9000", 9000),
        ("web", "public_url", '"https://l.example"', "https://l.example", "https://l.example"),
        ("web", "relay_takes_people", "true", "true", True),
        ("net", "allow_private", '["10.0.0.0/8"]', '["10.0.0.0/8"]', ("10.0.0.0/8",)),
        ("net", "contact", '"https://a.example"', "https://a.example", "https://a.example"),
        ("net", "media_bytes", "2048", "2048", 2048),
        ("net", "media_seconds", "2.5", "2.5", 2.5),
        ("net", "connections", "3", "3", 3),
        ("live", "verified", '["a"]', '["a"]', ("a",)),
        ("live", "direct_messages_basis", '"a law"', "a law", "a law"),
        ("live", "followers_only", "false", "false", False),
        ("live", "fuse", "7", "7", 7),
        ("live", "backlog", "700", "700", 700),
        ("live", "heartbeat_seconds", "2.5", "2.5", 2.5),
        ("live", "settle_seconds", "6", "6", 6.0),
        ("canary", "is_on", "false", "false", False),
        ("canary", "every_minutes", "7", "7", 7),
        ("canary", "within_seconds", "70", "70", 70),
        ("alarm", "webhook", '"https://a.example"', "https://a.example", "https://a.example"),
        ("alarm", "mail_to", '["a@b.example"]', '["a@b.example"]', ("a@b.example",)),
        ("alarm", "mail_from", '"a@b.example"', "a@b.example", "a@b.example"),
        ("alarm", "smtp_host", '"mail"', "mail", "mail"),
        ("alarm", "smtp_port", "587", "587", 587),
        ("alarm", "smtp_starttls", "true", "true", True),
    ],
)
def test_each_key_comes_from_the_file_or_the_environment(  # noqa: PLR0913
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    key: str,
    toml: str,
    variable: str,
    value: object,
) -> None:
    assert getattr(getattr(load(_written(tmp_path, f"[{table}]\n{key} = {toml}\n")), table), key) == value
    assert getattr(getattr(load(), table), key) != value
    monkeypatch.setenv(f"LEEWARD_{table}__{key}".upper(), variable)
    assert getattr(getattr(load(), table), key) == value
