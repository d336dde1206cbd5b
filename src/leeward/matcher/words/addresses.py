"""Addresses and domains of lists, found among the links of posts however they are written.

Source: RFC 3986, section 6 (comparison); WHATWG URL Standard for hosts; Punycode: RFC 3492.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from leeward.matcher.words.automaton import Found, How

LONGEST = 8_192  # characters of an address
_LONGEST_HOST = 253
_MOST_LABELS = 40
_ADDRESS = re.compile(r"(https?):[/\\]*([^/?#\\]*)([^?#]*)(\?[^#]*)?", re.IGNORECASE | re.DOTALL)
_PORT = re.compile(r":([0-9]*)\Z")
_DEFAULT = {"http": "80", "https": "443", "": ""}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SPOKEN = re.compile(r"https?://[^\s<>\"'()]{1,2048}", re.IGNORECASE)
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
_UNSEEN = re.compile("[\t\r\n\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Address:
    """One address in its normal form. rest: path and query. The scheme, http or https, does not count."""

    host: str
    port: str
    rest: str

    def __str__(self) -> str:
        """Without scheme."""
        return f"{self.host}{':' if self.port else ''}{self.port}{self.rest}"


def domain(text: str) -> str | None:
    """A host's name in its normal form: lower case, Punycode, without the last dot; None: it is none."""
    if len(text) > 2 * _LONGEST_HOST:
        return None
    read = unquote(text)  # as browsers do
    small = _UNSEEN.sub("", unicodedata.normalize("NFKC", read).translate(_DOTS)).lower().strip(".")
    if small.startswith("["):
        return small if small.endswith("]") else None
    try:
        labels = [_ascii(label) for label in small.split(".")[: _MOST_LABELS + 1]]
    except UnicodeError:
        return None
    name = ".".join(labels)
    is_one = len(name) <= _LONGEST_HOST and len(labels) <= _MOST_LABELS
    return name if is_one and all(map(_LABEL.fullmatch, labels)) else None


def address(text: str) -> Address | None:
    """An address in its normal form; None: it is none of the web. Fragment, default port, user, dots in the
    path and a slash at its end do not count."""
    found = _ADDRESS.match(_UNSEEN.sub("", text[:LONGEST]).strip())
    if not found:
        return None
    scheme, authority, path, query = found.groups()
    authority = authority.rpartition("@")[2]
    port = _PORT.search(authority)
    host = domain(_PORT.sub("", authority))
    if host is None:
        return None
    number = port[1].lstrip("0") if port else ""
    kept = "" if number == _DEFAULT[scheme.lower()] else number
    return Address(host, kept, _path(path) + (_escaped(query) if query and query != "?" else ""))


def spoken(text: str) -> Iterator[str]:
    """Addresses that are written in a text."""
    if "://" in text:
        yield from (found[0].rstrip(".,;:!?…") for found in _SPOKEN.finditer(text))


class Addresses:
    """Finds addresses and domains, with all that is below them. Built once, then only read."""

    def __init__(self, domains: Sequence[str], whole: Sequence[str]) -> None:
        """domains, whole: in their normal forms; the places of the whole ones follow the domains'."""
        self._domains = _places(domains, 0)
        self._whole = _places(whole, len(domains))

    def find(self, link: str) -> list[Found]:
        """Each entry that covers this link."""
        read = address(link)
        if read is None:
            return []
        found = [Found(place, How.EXACT) for place in self._domains.get(read.host, ())]
        labels = read.host.split(".")
        for above in range(1, len(labels)):
            places = self._domains.get(".".join(labels[above:]), ())
            found += [Found(place, How.FOLDED) for place in places]
        whole = str(read)
        how = How.EXACT if link.partition("://")[2] == whole else How.FOLDED
        return found + [Found(place, how) for place in self._whole.get(whole, ())]


def _places(keys: Sequence[str], first: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, one in enumerate(keys, first):
        found.setdefault(one, []).append(place)
    return found


def _ascii(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _path(path: str) -> str:
    kept: list[str] = []
    for part in _escaped(path).replace("\\", "/").split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in {"", "."}:
            kept.append(part)
    return "".join(f"/{part}" for part in kept)


def _escaped(text: str) -> str:
    """What need not be escaped is not, what must be is, in capitals."""
    plain = _ESCAPE.sub(_unescaped, text)
    if plain.isascii() and plain.isprintable() and " " not in plain:
        return plain
    return "".join(
        one if one.isascii() and one.isprintable() and one != " " else _bytes(one) for one in plain
    )


def _unescaped(found: re.Match[str]) -> str:
    one = chr(int(found[1], 16))
    return one if one in _UNRESERVED else found[0].upper()


def _bytes(one: str) -> str:
    return "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "replace"))
