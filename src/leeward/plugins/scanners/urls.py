"""Domains and addresses, one a line, as block lists have them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leeward.matcher.words.addresses import Addresses, address, domain, spoken
from leeward.model.banks import BadLine
from leeward.model.events import TextHit, Words
from leeward.plugins.scanners.protocol import EMPTY, Canary, Entry, EntryList, Mark, lines

MOST = 1_000  # links of one post that are looked up
_DOMAIN, _WHOLE = "domain", "address"
_HOSTS = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?|::0)\s+(\S+)(?:\s.*)?")
_ADBLOCK = re.compile(r"\|\|([^/^]+)\^?")
_PORT = re.compile(r":[0-9]{0,5}\Z")
_LOCAL = frozenset({"localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost"})
_NEITHER = "is neither a domain nor an address of the web"


@dataclass(frozen=True, slots=True)
class _Scan:
    """Every list's domains, then every list's addresses."""

    owned: Sequence[tuple[EntryList, Entry]]
    addresses: Addresses
    mark: Mark

    def hits(self, words: Words) -> tuple[TextHit, ...]:
        found: dict[TextHit, None] = {}
        for where, link in _links(words):
            for one in self.addresses.find(link):
                source, entry = self.owned[one.term]
                mark = self.mark(entry.identity)
                found[TextHit("urls", source.name, source.version, mark, where, str(one.how))] = None
        return tuple(found)


def _links(words: Words) -> Iterator[tuple[str, str]]:
    yield from (("url", link) for link in words.urls[:MOST])
    for where, text in (("text", words.text), ("warning", words.warning)):
        yield from ((where, link) for link in spoken(text))
    for text in words.alternatives:
        yield from (("alternative", link) for link in spoken(text))


class Urls:
    """The scanner."""

    name = "urls"
    title = "domains with all below them, and addresses, one a line; also hosts files and domain-block CSV"
    canary = Canary(
        "kanari.leeward.example",
        Words(
            text="see http://kanari.leeward.example", urls=("https://WWW.Kanari.Leeward.example.:8443/a?b#c",)
        ),
        frozenset({"text", "url"}),
    )

    def read(self, file: str, content: bytes) -> Iterator[Entry | BadLine]:
        """A line is a domain, an address, `0.0.0.0 domain`, `||domain^`, or CSV that begins with a domain."""
        for one in lines(file, content):
            if isinstance(one, BadLine):
                yield one
            elif one[1][0] not in "#!" and one[1] not in {"domain"}:
                yield from _entries(file, *one)

    def open(self, lists: Sequence[EntryList], mark: Mark) -> _Scan:
        """Take lists into use."""
        owned = [(source, entry) for source in lists for entry in source.entries]
        owned.sort(key=lambda one: one[1].kind == _WHOLE)  # domains first, else as they are
        domains = [entry.key for _, entry in owned if entry.kind == _DOMAIN]
        whole = [entry.key for _, entry in owned if entry.kind == _WHOLE]
        return _Scan(owned, Addresses(domains, whole), mark)


def _entries(file: str, number: int, line: str) -> Iterator[Entry | BadLine]:
    if "://" in line:
        whole = address(line)
        yield Entry(_WHOLE, line, str(whole), number) if whole else BadLine(file, number, _NEITHER)
        return
    found = _HOSTS.fullmatch(line) or _ADBLOCK.fullmatch(line)
    written = found[1] if found else line.partition(",")[0].partition(" #")[0].strip().strip('"')
    written = _PORT.sub("", written.removeprefix("*."))
    name = domain(written)
    if name in _LOCAL and found:
        return
    if not name:
        yield BadLine(file, number, _NEITHER if written else EMPTY)
        return
    yield Entry(_DOMAIN, written, name, number)


SCANNER = Urls()
