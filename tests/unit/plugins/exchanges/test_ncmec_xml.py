"""NCMEC hash-sharing XML: fingerprints, tombstones, hostile documents."""

import io
import tracemalloc

import pytest

from leeward.model.banks import BankEntry, CutOff, ListItem, Unused
from leeward.plugins.exchanges.ncmec_xml import EXCHANGE

MD5, PDQ = "a1" * 16, "f0" * 32
NAMESPACE = 'xmlns="https://hashsharing.ncmec.org/hashsharing/v2"'


def document(*parts: str, root: str = "queryResult") -> bytes:
    return f'<?xml version="1.0"?><{root} {NAMESPACE}><images>{"".join(parts)}</images></{root}>'.encode()


def image(number: int, stamp: str = "2017-10-24T15:00:00Z", fingerprints: str = f"<md5>{MD5}</md5>") -> str:
    return (
        f'<image><member id="42">M</member><timestamp>{stamp}</timestamp><id>i{number}</id>'
        f"<classification>A1</classification><fingerprints>{fingerprints}</fingerprints></image>"
    )


def tombstone(number: int, stamp: str, what: str = "deletedImage") -> str:
    return f'<{what}><member id="42">M</member><id>i{number}</id><timestamp>{stamp}</timestamp></{what}>'


def read(content: bytes) -> list[ListItem]:
    return list(EXCHANGE.read("ncmec.xml", io.BytesIO(content)))


def entries(items: list[ListItem]) -> list[str | None]:
    return [item.entry for item in items if isinstance(item, BankEntry)]


def test_an_entry_is_named_after_member_and_id_and_its_note_is_the_classification() -> None:
    assert read(document(image(7))) == [BankEntry("md5", MD5, "42-i7", "A1", 1)]


@pytest.mark.parametrize(
    ("fingerprint", "what"),
    [
        ("<pdna>abc</pdna>", "photodna"),
        ('<tmk-pdqf rel="self" href="/v2/x"/>', "tmk_pdqf"),
        ("<netclean>1</netclean>", "netclean"),
        (f"<x{MD5 * 2}>1</x{MD5 * 2}>", "unknown fingerprint"),
    ],
)
def test_a_fingerprint_that_we_cannot_compare_is_counted_by_its_kind(fingerprint: str, what: str) -> None:
    items = read(document(image(1, fingerprints=fingerprint + f"<pdq>{PDQ}</pdq>")))
    assert [item.what for item in items if isinstance(item, Unused)] == [what]
    assert entries(items) == ["42-i1"]


@pytest.mark.parametrize("first", [True, False], ids=["tombstone first", "tombstone last"])
@pytest.mark.parametrize(
    ("deleted_at", "kept"),
    [
        ("2017-10-24T15:10:00Z", False),
        ("2017-10-24T15:00:00Z", False),
        ("2017-10-24T14:00:00Z", True),
        ("", False),
    ],
)
def test_a_tombstone_takes_away_what_is_not_newer_than_it(first: bool, deleted_at: str, kept: bool) -> None:
    parts = [tombstone(1, deleted_at), image(1)]
    items = read(document(*(parts if first else parts[::-1]), image(2)))
    assert entries(items) == (["42-i1", "42-i2"] if kept else ["42-i2"])


def test_the_tombstone_of_a_video_leaves_the_image_of_the_same_name() -> None:
    assert entries(read(document(image(1), tombstone(1, "2018", "deletedVideo")))) == ["42-i1"]


def test_what_stands_before_the_break_is_kept_and_the_break_is_told() -> None:
    items = read(document(image(1), image(2))[:-60])
    assert entries(items)[:1] == ["42-i1"]
    assert [item.file for item in items if isinstance(item, CutOff)] == ["ncmec.xml"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    f"<queryResult {NAMESPACE}><images>{image(1)}<image><id>&b;</id></image></images></queryResult>"
)
OUTSIDE = BOMB.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/hostname"')


@pytest.mark.parametrize("content", [BOMB, OUTSIDE], ids=["entities", "external entity"])
def test_a_document_type_is_refused_before_anything_is_expanded(content: str) -> None:
    items = read(content.encode())
    assert [type(item) for item in items] == [CutOff]


@pytest.mark.parametrize(
    "content", [b'<?xml version="1.0" encoding="nonsense"?><a/>', b"<a>" * 5000, b"<a/>"]
)
def test_another_document_gives_no_entry(content: bytes) -> None:
    assert not entries(read(content))


def test_many_entries_are_read_without_keeping_the_tree() -> None:
    items = read(document(*(image(number) for number in range(5000))))
    assert len(items) == 5000


@pytest.mark.parametrize("stamp", ["", "<timestamp></timestamp>"])
def test_an_entry_without_a_timestamp_is_an_entry(stamp: str) -> None:
    bare = image(7).replace("<timestamp>2017-10-24T15:00:00Z</timestamp>", stamp)
    assert entries(read(document(bare))) == ["42-i7"]
    assert entries(read(document(bare, tombstone(8, "2017-10-24T15:10:00Z")))) == ["42-i7"]
    assert entries(read(document(bare, tombstone(7, "2017-10-24T15:10:00Z")))) == []


def test_a_long_list_with_strange_elements_costs_no_memory() -> None:
    strange = "<x/>" * 60_000 + image(1) + "<y><z>t</z></y>" * 30_000
    tracemalloc.start()
    items = EXCHANGE.read("ncmec.xml", io.BytesIO(document(strange)))
    before = tracemalloc.get_traced_memory()[1]
    assert entries(list(items)) == ["42-i1"]
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert peak < 3_000_000


@pytest.mark.parametrize(
    "flood",
    [f"<{'x' * 400}>" * 45_000, f"<x>{'t' * 17_000_000}</x>"],
    ids=["deeper and deeper", "one long text"],
)
def test_an_element_that_would_fill_the_memory_ends_the_list(flood: str) -> None:
    items = read(document(image(1), flood, image(2)))
    assert entries(items) == ["42-i1"]
    assert isinstance(items[-1], CutOff)
