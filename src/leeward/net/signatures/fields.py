"""The head of a request as it was sent: duplicates are seen, sizes are bounded, nothing is guessed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from leeward.model.errors import BadSignature

Headers = Mapping[str, str] | Iterable[tuple[str, str]]

_MOST = 65_536  # characters of all headers
_MOST_HEADERS = 256
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#@\s]+)(?P<target>([/?][^#\s]*)?)(#.*)?")
_PORTS = {"http": ":80", "https": ":443"}
_BODILESS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class Fields:
    """Header fields, whatever the case of their names."""

    def __init__(self, headers: Headers) -> None:
        """Raises: BadSignature: too many, too long, or with a line break in one."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        self._values: dict[str, list[str]] = {}
        size = 0
        for count, (name, value) in enumerate(pairs):
            size += len(name) + len(value)
            if size > _MOST or count >= _MOST_HEADERS:
                raise BadSignature("the headers are too large")
            if not {"\r", "\n", "\0"}.isdisjoint(value):
                raise BadSignature("a header has a line break in it")
            self._values.setdefault(name.lower(), []).append(value.strip(" \t"))

    def one(self, name: str) -> str:
        """The only value of this header.
        Raises: BadSignature: there is none, or more than one."""
        values = self._values.get(name, [])
        if len(values) != 1:
            raise BadSignature(f"the header {name} is {'there twice' if values else 'missing'}")
        return values[0]

    def joined(self, name: str) -> str:
        """All values, as RFC 9421 and draft-cavage join them.
        Raises: BadSignature: there is none."""
        if name not in self._values:
            raise BadSignature("a header that was signed is missing")
        return ", ".join(self._values[name])

    def has(self, name: str) -> bool:
        """Whether there is such a header at all."""
        return name in self._values


@dataclass(frozen=True, slots=True)
class Target:
    """Method and address of a request, as the sender sees them. path: with its query, never empty."""

    method: str
    scheme: str
    authority: str
    path: str

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def has_body(self) -> bool:
        """Whether a request of this method changes something, so that its body must be signed."""
        return self.method not in _BODILESS

    def is_for(self, host: str) -> bool:
        """Whether a Host header means this address; the scheme's own port may be left out."""
        return _bare(host, self.scheme) == _bare(self.authority, self.scheme)


def target(method: str, url: str) -> Target:
    """Where a request went. url: how the sender addressed it, so not how a proxy in front of us did.
    Raises: BadSignature: that is no address."""
    parts = _URL.fullmatch(url)
    if parts is None:
        raise BadSignature("the request's own address cannot be read")
    path = parts["target"]
    if not path.startswith("/"):
        path = f"/{path}"
    return Target(method.upper(), parts["scheme"], parts["authority"].lower(), path)


def moment(seconds: int | float) -> datetime:
    """Seconds since 1970 as a time in UTC.
    Raises: BadSignature: no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadSignature("a time that no calendar has") from error


def octets(text: str) -> bytes:
    """A head's text as it was on the wire.
    Raises: BadSignature: it cannot have been there."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise BadSignature("a header has letters that no header has") from error


def _bare(host: str, scheme: str) -> str:
    return host.lower().removesuffix(_PORTS[scheme])
