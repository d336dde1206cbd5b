"""Who the relay is, and whom it lets speak."""

from collections.abc import Callable
from dataclasses import dataclass, field

from leeward.model.errors import NotFetched
from leeward.net.guard import checked
from leeward.net.signatures.keys import PrivateKey


@dataclass(frozen=True, slots=True)
class Identity:
    """The relay's own actor. address: "https://host[:port]", as others reach us. key: RSA, kept sealed by
    the caller."""

    address: str
    key: PrivateKey = field(repr=False)
    name: str = "relay"

    @property
    def actor(self) -> str:
        """Its URI."""
        return f"{self.address}/actor"

    @property
    def inbox(self) -> str:
        """What an administrator enters in the list of relays."""
        return f"{self.address}/inbox"

    @property
    def key_id(self) -> str:
        """Its public key's URI."""
        return f"{self.actor}#main-key"


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom the relay serves.

    allows: whether a server ("host" or "host:port") is connected; nobody else is heard, asked or answered.
    takes_people: also subscribe to people and bots who follow us (snac has no other actors); what they show
    only to followers then reaches us, and the door decides. may_be_plain: other servers may speak plain http.
    """

    identity: Identity
    allows: Callable[[str], bool]
    takes_people: bool = False
    may_be_plain: bool = False

    def domain(self, uri: str) -> str | None:
        """The server of a URI, if it is one that we speak with."""
        try:
            url = checked(uri)
        except NotFetched:
            return None
        domain = url.host_port_subcomponent or ""
        is_secure = url.scheme == "https" or self.may_be_plain
        return domain if is_secure and self.allows(domain) else None


def same_server(one: str, other: str) -> bool:
    """Whether two URIs have the same scheme, host and port."""
    try:
        first, second = checked(one), checked(other)
    except NotFetched:
        return False
    return (first.scheme, first.raw_host, first.port) == (second.scheme, second.raw_host, second.port)
