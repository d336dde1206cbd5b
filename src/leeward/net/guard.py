"""Which addresses may be connected to: public ones, and what the operator allowed by name.

The decision is made on the very address a socket is about to connect to, so a name that resolves
differently a moment later gains nothing.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from yarl import URL

from leeward.model.errors import ConfigError, NotFetched
from leeward.model.look import Look

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]

_MOST_URL = 8192  # characters
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # Source: RFC 6052
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # Source: RFC 4291 2.5.5.1
_UNICAST = ipaddress.IPv6Network("2000::/3")  # Source: IANA, IPv6 global unicast address space
_WITH_PORT = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^:\s]+):(?P<port>[0-9]{1,5})")
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
REFUSED = "address not allowed"


class RefusedAddress(OSError):
    """The address is private and nobody allowed it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the operator allowed: a network or a name. port: None for every port."""

    network: _Network | None
    name: str
    port: int | None

    def covers(self, port: int | None) -> bool:
        return self.port is None or self.port == port


class Guard:
    """Decides where connections may go."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        """Raises: ConfigError: an entry is no network, address or host name."""
        rules = [_rule(entry) for entry in allowed]
        self._networks = [(rule, rule.network) for rule in rules if rule.network is not None]
        self._names = [rule for rule in rules if rule.network is None]

    def admits(self, address: str, port: int) -> bool:
        """Whether this very address may be connected to; also if it hides another one inside."""
        try:
            found = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        forms = list(_forms(found))
        return _is_public(forms[-1]) or any(self._is_allowed(form, port) for form in forms)

    def trusts(self, url: URL) -> bool:
        """Whether the operator allowed this host by its name, wherever that leads."""
        host = (url.raw_host or "").rstrip(".")
        return any(rule.name == host and rule.covers(url.port) for rule in self._names)

    def socket(self, info: _AddrInfo) -> socket.socket:
        """A socket for exactly this address.
        Raises: RefusedAddress."""
        family, kind, protocol, _, address = info
        host, port = address[0], address[1]
        if not (isinstance(host, str) and isinstance(port, int) and self.admits(host, port)):
            raise RefusedAddress(REFUSED)
        return socket.socket(family, kind, protocol)

    def _is_allowed(self, address: _Address, port: int) -> bool:
        return any(address in network and rule.covers(port) for rule, network in self._networks)


def checked(text: str, schemes: frozenset[str] = frozenset({"http", "https"})) -> URL:
    """An address that may be asked as far as its text tells, without its fragment.
    Raises: NotFetched: it is none; its words never repeat it."""
    try:
        url = URL(text) if len(text) <= _MOST_URL else None
        has_host = url is not None and bool(url.host)  # decodes the name: it may be none
    except ValueError:
        url, has_host = None, False
    if url is None or url.scheme not in schemes or not has_host or not url.port:
        raise NotFetched(Look.UNSUPPORTED, "not an address that can be asked")
    if url.raw_user is not None or url.raw_password is not None:
        raise NotFetched(Look.UNSUPPORTED, "an address with a name or password in it")
    return url.with_fragment(None)


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _forms(address: _Address) -> Iterator[_Address]:
    """The address and, last, the one that a tunnel or translator would make of it."""
    yield address
    if not isinstance(address, ipaddress.IPv6Address):
        return
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and (address in _NAT64 or address in _COMPATIBLE):
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        yield inner


def _rule(entry: str) -> _Rule:
    text = entry.strip().lower()
    if (network := _network(text)) is not None:
        return _Rule(network, "", None)
    split = _WITH_PORT.fullmatch(text)
    host, port = (split["host"], int(split["port"])) if split else (text, None)
    network = _network(host.strip("[]"))
    name = "" if network else _name(host)
    if (network is None and not name) or (port is not None and not 0 < port < 65536):
        raise ConfigError(
            f"net.allow_private: {entry!r} is no network, address or host name",
            hint="write it like 10.0.0.0/8, 192.168.1.5:9000 or media.internal",
        )
    return _Rule(network, name, port)


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _name(text: str) -> str:
    try:
        ascii_name = URL.build(scheme="http", host=text).raw_host or ""
    except ValueError:
        return ""
    return ascii_name.rstrip(".") if _NAME.fullmatch(ascii_name.rstrip(".")) else ""
