"""One frozen Config, read once from leeward.toml and the environment; every key documented beside it."""

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from leeward.model.errors import ConfigError
from leeward.model.limits import Limits
from leeward.model.proofs import ROUNDS_S

_PREFIX = "LEEWARD_"
_FILE = "LEEWARD_CONFIG"
_HINT = "see the keys in docs/reference/configuration.md"
_VARIABLES = {"LEEWARD_LIVE", "LEEWARD_LIVE__POLICY"}  # that may name a policy
_MOST = 1 << 50  # of anything: more is a slip of the keyboard


def default_file() -> Path:
    """Where the configuration is looked for: $LEEWARD_CONFIG, else the user's configuration folder."""
    named = os.environ.get(_FILE)
    return Path(named) if named else platformdirs.user_config_path("leeward") / "leeward.toml"


def _data_dir() -> Path:
    return platformdirs.user_data_path("leeward")


def _state_dir() -> Path:
    return platformdirs.user_state_path("leeward")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(_Table):
    """[database]"""

    url: str | None = Field(
        default=None,
        description="postgresql://… of your own PostgreSQL, 14 or newer; else Leeward runs a private one",
    )


class Web(_Table):
    """[web]"""

    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8470, ge=0, le=65535, description="the port to listen on")
    public_url: str | None = Field(
        default=None, description="how servers reach Leeward from outside, https://…; the relay needs it"
    )

    relay_takes_people: bool = Field(
        default=False,
        description="whether persons may subscribe to the relay, too (snac has no other actors)",
    )


class Net(_Table):
    """[net]"""

    allow_private: tuple[str, ...] = Field(
        default=(), description="private networks or hosts that may be connected, such as 10.1.0.0/16"
    )
    contact: str | None = Field(
        default=None, description="a page or address for other admins, told in each request"
    )
    media_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, le=_MOST, description="larger media are too_large"
    )
    media_seconds: float = Field(default=60.0, gt=0, le=3600, description="time for one media to arrive")
    connections: int = Field(default=64, ge=1, le=1024, description="at once, for media")


class Live(_Table):
    """[live]"""

    verified: tuple[str, ...] = Field(
        default=(),
        description="banks whose every entry a person has verified: their exact matches count as such",
    )
    policy: Path | None = Field(
        default=None, description="the policy; without one the default that holds and asks"
    )
    direct_messages_basis: str = Field(
        default="",
        description="your legal basis for looking at direct messages; empty: they are dropped unread",
    )
    followers_only: bool = Field(default=True, description="whether posts to followers are looked at")
    fuse: int = Field(
        default=25, ge=1, le=100_000, description="most subjects that one kind of action may touch in an hour"
    )
    poll_seconds: int = Field(
        default=60, ge=2, le=60, description="how often servers are asked for what no webhook or stream told"
    )
    probe_seconds: tuple[Annotated[float, Field(ge=0, le=31_536_000)], ...] = Field(
        default=ROUNDS_S,
        min_length=2,
        description="when, after a removal, it is looked whether all is gone; the last closes the case",
    )
    backlog: int = Field(
        default=20_000, ge=100, le=10_000_000, description="media waiting before webhooks get 503"
    )
    heartbeat_seconds: float = Field(
        default=20.0,
        ge=2,
        le=600,
        description="a worker that is silent for so long has lost its jobs to others",
    )
    settle_seconds: float = Field(
        default=60.0,
        ge=5,
        le=3600,
        description="when it is read back what became of an order without answer; a call may take 30 s",
    )
    list_days: int = Field(
        default=30, ge=1, le=3650, description="a list whose file has not changed for so long raises an alarm"
    )

    @field_validator("probe_seconds")
    @classmethod
    def _probes_follow_each_other(cls, seconds: tuple[float, ...]) -> tuple[float, ...]:
        if any(later <= sooner for sooner, later in pairwise(seconds)):
            raise ValueError("each must be later than the one before")
        return seconds


class Canary(_Table):
    """[canary]"""

    is_on: bool = Field(default=True, description="whether canaries are sent")
    every_minutes: int = Field(default=30, ge=1, le=1440, description="how often")
    within_seconds: int = Field(
        default=300, ge=5, le=86_400, description="by when each must have come out as a match"
    )


class Alarm(_Table):
    """[alarm]"""

    webhook: str | None = Field(default=None, description="an address that gets each alarm as JSON")
    mail_to: tuple[str, ...] = Field(default=(), description="who gets each alarm by e-mail")
    mail_from: str | None = Field(default=None, description="the sender of these mails")
    smtp_host: str = Field(default="127.0.0.1", description="the mail server")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="its port")
    smtp_user: str | None = Field(default=None, description="who signs in there")
    smtp_password: SecretStr | None = Field(
        default=None, description="with this password; better in the environment"
    )
    smtp_starttls: bool = Field(default=False, description="whether the connection must be encrypted")
    queue_minutes: int = Field(
        default=10, ge=1, le=1440, description="media that wait longer to be looked at raise an alarm"
    )
    unknown_percent: int = Field(
        default=20,
        ge=0,
        le=100,
        description="more media of an hour that could not be looked at raise an alarm",
    )
    disk_percent: int = Field(
        default=5, ge=0, le=90, description="less free room on the data folder's disk raises an alarm"
    )


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
    live = config.live
    if live.policy:
        is_of_file = "policy" in content.get("live", {}) and not _VARIABLES & os.environ.keys()
        policy = live.policy.expanduser()
        live = live.model_copy(update={"policy": home / policy if is_of_file else policy})
    return config.model_copy(update={**paths, "banks": banks, "live": live})


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
