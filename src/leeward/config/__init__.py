"""One frozen Config, read once from leeward.toml and the environment; every key documented beside it."""

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from leeward.config.desk import Desk, Vault
from leeward.config.tables import MOST as _MOST
from leeward.config.tables import Alarm, Canary, Community, Database, Live, Net, Web, Words
from leeward.model.errors import ConfigError
from leeward.model.limits import Limits

__all__ = [
    "Alarm",
    "Canary",
    "Community",
    "Config",
    "Database",
    "Desk",
    "Live",
    "Net",
    "Vault",
    "Web",
    "Words",
    "default_file",
    "load",
]

_PREFIX = "LEEWARD_"
_FILE = "LEEWARD_CONFIG"
_HINT = "see the keys in docs/reference/configuration.md"
_VARIABLES = {"LEEWARD_LIVE", "LEEWARD_LIVE__POLICY"}  # that may name a policy


def default_file() -> Path:
    """Where the configuration is looked for: $LEEWARD_CONFIG, else the user's configuration folder."""
    named = os.environ.get(_FILE)
    return Path(named) if named else platformdirs.user_config_path("leeward") / "leeward.toml"


def _data_dir() -> Path:
    return platformdirs.user_data_path("leeward")


def _state_dir() -> Path:
    return platformdirs.user_state_path("leeward")


class Config(BaseSettings):
    """Everything an operator can set. Environment: LEEWARD_<KEY>, LEEWARD_LIMITS__<KEY>."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_dir: Path = Field(default_factory=_data_dir, description="where built banks live")
    state_dir: Path = Field(
        default_factory=_state_dir, description="where an interrupted scan leaves its journal"
    )
    banks: tuple[Path, ...] = Field(default=(), description="lists that every scan uses")
    workers: int = Field(default=0, ge=0, le=256, description="sandboxed processes; 0: one a core")
    threshold: dict[str, Annotated[int, Field(ge=0, le=31)]] = Field(
        default_factory=lambda: {"pdq": 31, "vpdq": 31},
        description="distance limit in bits by signal; 31 at most",
    )
    dihedral: bool = Field(default=False, description="also compare mirrored and turned pictures")
    limits: Limits = Field(default_factory=Limits, description="what one media may cost")
    vault_key: SecretStr | None = Field(
        default=None,
        description="the vault's key in Base64, shared by several machines; else data_dir/vault.key",
    )
    database: Database = Field(default_factory=Database, description="where everything is kept")
    web: Web = Field(default_factory=Web, description="how servers and people reach Leeward")
    net: Net = Field(default_factory=Net, description="how Leeward reaches servers")
    live: Live = Field(default_factory=Live, description="how live servers are protected")
    community: Community = Field(default_factory=Community, description="what users' complaints may do")
    desk: Desk = Field(default_factory=Desk, description="how people work at the review desk")
    vault: Vault = Field(default_factory=Vault, description="what is sealed and kept, and for how long")
    words: Words = Field(default_factory=Words, description="what posts' words are searched for")
    canary: Canary = Field(default_factory=Canary, description="the proof that every way in is looked at")
    alarm: Alarm = Field(default_factory=Alarm, description="who is told when something is wrong")

    @field_validator("limits")
    @classmethod
    def _limits_allow_something(cls, limits: Limits) -> Limits:
        for name, value in dataclasses.asdict(limits).items():
            least = 0 if name == "nesting" else 1e-3
            if not least <= value <= _MOST:
                raise ValueError(f"limits.{name} must be {least:g} to {_MOST:g}")
        return limits

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file. No .env, no secrets folder: one file, one place."""
        return env_settings, init_settings


def load(path: Path | None = None) -> Config:
    """The configuration in force.

    Args: path: a TOML file that must exist; None: the default file, if there is one.
    Raises: ConfigError: naming the file or the variable, the key and what was expected.
    """
    file = path or default_file()
    try:
        content = tomllib.loads(file.read_text("utf-8")) if path or file.exists() else {}
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}", "name another file with --config") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file} is no TOML: {error}", "mend the line that it names") from error
    _check_variables()
    try:
        return _placed(Config(**content), file.parent, content)
    except ValidationError as error:
        raise ConfigError(_first(error, file, content), _HINT) from error
    except SettingsError as error:
        raise ConfigError(f"the environment: {error}; lists are written as JSON", _HINT) from error


def _check_variables() -> None:
    """A misspelt variable must not be passed over: the scan would not be the one that was asked for."""
    known = {_PREFIX + name.upper() for name in Config.model_fields}
    for name in os.environ:
        if name.startswith(_PREFIX) and name != _FILE and name.split("__")[0] not in known:
            near = get_close_matches(name, known, 1)
            raise ConfigError(
                f"{name} in the environment is no key", f"did you mean {near[0]}?" if near else _HINT
            )


def _placed(config: Config, home: Path, content: Mapping[str, Any]) -> Config:
    """Paths that the file names are meant from the file's own folder; ~ is the user's."""

    def placed(name: str, path: Path) -> Path:
        is_of_file = name in content and f"{_PREFIX}{name.upper()}" not in os.environ
        path = path.expanduser()
        return home / path if is_of_file else path

    paths = {name: placed(name, getattr(config, name)) for name in ("data_dir", "state_dir")}
    banks = tuple(
        bank if _is_name(bank) and not placed("banks", bank).exists() else placed("banks", bank)
        for bank in config.banks
    )
    words = {name: _near(getattr(config.words, name), name, home, content) for name in Words.model_fields}
    live = config.live
    if live.policy:
        is_of_file = "policy" in content.get("live", {}) and not _VARIABLES & os.environ.keys()
        policy = live.policy.expanduser()
        live = live.model_copy(update={"policy": home / policy if is_of_file else policy})
    return config.model_copy(update={**paths, "banks": banks, "live": live, "words": Words(**words)})


def _near(files: tuple[Path, ...], name: str, home: Path, content: Mapping[str, Any]) -> tuple[Path, ...]:
    """Lists of words: those that the file names are meant from its folder."""
    variables = {f"{_PREFIX}WORDS", f"{_PREFIX}WORDS__{name.upper()}"}
    is_of_file = name in content.get("words", {}) and not variables & os.environ.keys()
    return tuple(home / file.expanduser() if is_of_file else file.expanduser() for file in files)


def _is_name(bank: Path) -> bool:
    """A built bank may be named instead of its list."""
    return len(bank.parts) == 1 and not bank.suffix


def _first(error: ValidationError, file: Path, content: Mapping[str, Any]) -> str:
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    top = str(problem["loc"][0])
    source = (
        str(file) if top in content else f"{_PREFIX}{where.upper().replace('.', '__')} in the environment"
    )
    told = problem["msg"].removeprefix("Value error, ")
    said = "there is no such key" if problem["type"] == "extra_forbidden" else told
    return f"{source}: {where}: {said.replace('tuple', 'list').replace('dictionary', 'table')}"
