"""The tables of the configuration: every key, its type, its bounds and what it means."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from leeward.model.proofs import ROUNDS_S

MOST = 1 << 50  # of anything: more is a slip of the keyboard


class Table(BaseModel):
    """One table: a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Table):
    """[database]"""

    url: str | None = Field(
        default=None,
        description="postgresql://… of your own PostgreSQL, 14 or newer; else Leeward runs a private one",
    )


class Web(Table):
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

    @property
    def address(self) -> str:
        """Where browsers find this: the public address; else this machine, named so that passkeys work."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.host in ("127.0.0.1", "::1") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


class Net(Table):
    """[net]"""

    allow_private: tuple[str, ...] = Field(
        default=(), description="private networks or hosts that may be connected, such as 10.1.0.0/16"
    )
    contact: str | None = Field(
        default=None, description="a page or address for other admins, told in each request"
    )
    media_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, le=MOST, description="larger media are too_large"
    )
    media_seconds: float = Field(default=60.0, gt=0, le=3600, description="time for one media to arrive")
    connections: int = Field(default=64, ge=1, le=1024, description="at once, for media")


class Live(Table):
    """[live]"""

    verified: tuple[str, ...] = Field(
        default=(),
        description="banks whose every entry a person has verified: their exact matches count as such",
    )
    policy: Path | None = Field(
        default=None, description="the policy; without one the default that holds and asks"
    )
    jurisdiction: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{2}$",
        description="whose law holds for your servers, such as DE (ISO 3166-1): a fact for rules, and what "
        "`leeward policy duties` tells of",
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
    alone: bool = Field(
        default=False,
        description="whether one person moderates this server: where two must agree, the same may say it "
        "again after half an hour",
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


class Community(Table):
    """[community]"""

    child_safety: tuple[str, ...] = Field(
        default=(),
        description="complaints that are about child safety: a server's own word for them, such as legal, or "
        "one of its rules, as rule:3; all others are general",
    )
    trusted: tuple[str, ...] = Field(
        default=(),
        description="who is known to complain rightly: a server's domain, or a source as `leeward community "
        "sources` shows it; each counts like five complaints that people upheld, once",
    )

    @field_validator("trusted")
    @classmethod
    def _sources_are_named(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        if any(not one.strip() or not one.isprintable() for one in named):
            raise ValueError("each must be a domain or a source")
        return named


class Words(Table):
    """[words]"""

    terms: tuple[Path, ...] = Field(
        default=(), description="lists of terms, phrases and #hashtags that posts are searched for"
    )
    urls: tuple[Path, ...] = Field(
        default=(), description="lists of domains and addresses that links of posts are looked up in"
    )


class Canary(Table):
    """[canary]"""

    is_on: bool = Field(default=True, description="whether canaries are sent")
    every_minutes: int = Field(default=30, ge=1, le=1440, description="how often")
    within_seconds: int = Field(
        default=300, ge=5, le=86_400, description="by when each must have come out as a match"
    )


class Alarm(Table):
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
