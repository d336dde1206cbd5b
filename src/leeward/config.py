"""One frozen Config, read once from leeward.toml and the environment; every key documented beside it."""

import dataclasses
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from leeward.model.errors import ConfigError
from leeward.model.limits import Limits


def default_file() -> Path:
    """Where the configuration is looked for: $LEEWARD_CONFIG, else the user's configuration folder."""
    named = os.environ.get("LEEWARD_CONFIG")
    return Path(named) if named else platformdirs.user_config_path("leeward") / "leeward.toml"


def _data_dir() -> Path:
    return platformdirs.user_data_path("leeward")


def _state_dir() -> Path:
    return platformdirs.user_state_path("leeward")


class Config(BaseSettings):
    """Everything an operator can set. Environment: LEEWARD_<KEY>, LEEWARD_LIMITS__<KEY>."""

    model_config = SettingsConfigDict(
        env_prefix="LEEWARD_", env_nested_delimiter="__", extra="forbid", frozen=True
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

    @field_validator("limits")
    @classmethod
    def _limits_allow_something(cls, limits: Limits) -> Limits:
        for name, value in dataclasses.asdict(limits).items():
            if value <= 0 and name != "nesting":
                raise ValueError(f"limits.{name} must be more than 0")
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
    Raises: ConfigError: naming the file, the key and what was expected.
    """
    file = path or default_file()
    try:
        content = tomllib.loads(file.read_text("utf-8")) if path or file.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}", "mend the file, or name another with --config") from error
    try:
        return Config(**content)
    except ValidationError as error:
        raise ConfigError(
            f"{file}: {_first(error)}", "see the keys in docs/reference/configuration.md"
        ) from error


def _first(error: ValidationError) -> str:
    problem: dict[str, Any] = dict(error.errors()[0])
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
