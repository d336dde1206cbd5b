"""Lists of domains and addresses: what a line means, and where its entry is found."""

import pytest

from leeward.model.banks import BadLine
from leeward.model.events import Words
from leeward.plugins.scanners import urls
from leeward.plugins.scanners.protocol import Entry, EntryList
from leeward.plugins.scanners.urls import SCANNER


def read(content: str) -> list[Entry | BadLine]:
    return list(SCANNER.read("list.txt", content.encode()))


def found(content: str, words: Words) -> list[tuple[str, str]]:
    entries = [one for one in read(content) if isinstance(one, Entry)]
    scan = SCANNER.open([EntryList("stones", "v", entries)], lambda identity: identity)
    return [(one.entry.replace("\0", " "), one.where) for one in scan.hits(words)]


@pytest.mark.parametrize(
    ("line", "kind", "key"),
    [
        ("Bridges.Example", "domain", "bridges.example"),
        ("*.bridges.example", "domain", "bridges.example"),
        ("bridges.example:8080", "domain", "bridges.example"),
        ("0.0.0.0 bridges.example # stones", "domain", "bridges.example"),
        ("127.0.0.1\tbridges.example", "domain", "bridges.example"),
        ("||bridges.example^", "domain", "bridges.example"),
        ("bridges.example,suspend,,false", "domain", "bridges.example"),
        ("brücken.example", "domain", "xn--brcken-4ya.example"),
        ("https://Bridges.example:443/a/?b#c", "address", "bridges.example/a?b"),
    ],
)
def test_a_line_is_an_entry(line: str, kind: str, key: str) -> None:
    (entry,) = read(line)
    assert isinstance(entry, Entry)
    assert (entry.kind, entry.key) == (kind, key)


@pytest.mark.parametrize("line", ["# x", "#domain,#severity", "! x", "127.0.0.1 localhost", "domain"])
def test_comments_headings_and_the_machine_itself_are_none(line: str) -> None:
    assert read(line) == []


@pytest.mark.parametrize("line", ["old bridge", "https://", "https:// x", "a..b", "-a-.example", "x" * 300])
def test_what_is_no_address_is_bad_and_not_repeated(line: str) -> None:
    (bad,) = read(line)
    assert str(bad) == "list.txt:1: is neither a domain nor an address of the web"


def test_domains_and_addresses_are_found_wherever_links_are() -> None:
    words = Words(
        text="see https://old.bridges.example/1.",
        warning="HTTPS://bridges.example",
        urls=("https://stones.example/a", "https://stones.example/b"),
        alternatives=("at http://stones.example/a/",),
    )
    assert found("https://stones.example/a\nbridges.example", words) == [
        ("address stones.example/a", "url"),
        ("domain bridges.example", "text"),
        ("domain bridges.example", "warning"),
        ("address stones.example/a", "alternative"),
    ]


def test_of_endless_links_the_first_are_looked_up() -> None:
    links = ["https://a.example/"] * urls.MOST
    assert found("bridges.example", Words(urls=(*links, "https://bridges.example"))) == []
    assert found("bridges.example", Words(urls=(*links[1:], "https://bridges.example")))
