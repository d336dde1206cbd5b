"""What goes over the wire and comes back: requests, answers, fetched media, and their limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How the one client of a process behaves.

    user_agent: names us and where to reach us. allowed: private networks (CIDR), addresses or host names,
    each perhaps with `:port`, that may be asked although they are not public. per_host, total: connections
    kept open at once. may_downgrade: follow a redirect from https to http.
    """

    user_agent: str
    allowed: tuple[str, ...] = ()
    per_host: int = 8
    total: int = 128
    may_downgrade: bool = False


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one answer may cost. most_bytes: after unpacking. seconds: all of it, with every redirect.
    idle_s: seconds without a single byte."""

    most_bytes: int = 64 * _MEBIBYTE
    seconds: float = 60.0
    redirects: int = 3
    idle_s: float = 15.0


CALL_LIMITS = FetchLimits(most_bytes=4 * _MEBIBYTE, seconds=30.0, redirects=0)


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """What a stream may do. idle_s: seconds without a sign of life. most_bytes: of one event or message."""

    idle_s: float = 90.0
    most_bytes: int = _MEBIBYTE
    connect_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """One media in sealed memory. fd: read-only, at its start; whoever gets it closes it.

    size: bytes. sha256: lower-case hexadecimal. media_type: what the server claims, "" for nothing.
    """

    fd: int
    size: int
    sha256: str
    media_type: str
    status: int


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an API. Redirects are followed only where limits say so, and only for GET and HEAD."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    limits: FetchLimits = CALL_LIMITS


@dataclass(frozen=True, slots=True)
class Answer:
    """What an API answered, whatever its status. headers: keys in any case. url: who answered in the end.
    retry_after_s: seconds, what it asked us to wait, None if nothing."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    retry_after_s: float | None = None
