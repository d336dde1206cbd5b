"""NCMEC hash-sharing answers: `GET /v2/entries`, saved as a file."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError  # types only: defusedxml does the parsing

from defusedxml.ElementTree import iterparse

from leeward.model.banks import BadLine, BankEntry, CutOff, ListItem, Unused
from leeward.plugins.exchanges.protocol import holds

COMPARED = frozenset({"md5", "sha1", "sha256", "pdq"})
OURS = {"pdna": "photodna"}
ENTRIES = frozenset({"image", "video"})
TOMBSTONES = {"deletedImage": "image", "deletedVideo": "video"}
WORD = re.compile(r"[a-z][a-z0-9_]{0,31}")
LARGEST = 16 << 20  # bytes of one element with all that it holds
BROKEN = "the XML ends in the middle or is broken: entries are missing"


class NcmecXml:
    """Images and videos with their fingerprints, and the tombstones of deleted ones.

    An entry's name is `<member id>-<entry id>`, its note the classification. A tombstone takes away the
    entry of the same name and type unless the entry's timestamp is later. `line` counts the elements.
    Source: NCMEC Hash Sharing Web Service v2, as read by python-threatexchange's clients/ncmec/hash_api.py.
    """

    name = "ncmec_xml"
    title = "NCMEC hash-sharing XML"

    def recognises(self, name: str, head: bytes) -> float:
        """By the root element and its name space."""
        if b"<queryResult" not in head[:4096]:
            return 0.0
        return 1.0 if b"hashsharing" in head[:4096] else 0.7

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """Entities, document types and external references are refused; nothing is fetched."""
        gone = _tombstones(name, stream) if holds(stream, b"deleted") else {}
        for number, element in _elements(name, stream):
            if isinstance(element, BadLine):
                yield element
            elif _tag(element) in TOMBSTONES:
                yield Unused("tombstone", number)
            elif _is_withdrawn(element, gone):
                yield Unused("withdrawn", number)
            else:
                yield from _entries(element, number)


def _tombstones(name: str, stream: BinaryIO) -> Mapping[tuple[str, str], str]:
    """(type, entry name) to the latest timestamp of a deletion. The stream is rewound."""
    gone: dict[tuple[str, str], str] = {}
    for _, element in _elements(name, stream):
        if isinstance(element, Element) and _tag(element) in TOMBSTONES:
            key = _key(element)
            gone[key] = max(gone.get(key, ""), _stamp(element) or "9999")
    stream.seek(0)
    return gone


def _is_withdrawn(element: Element, gone: Mapping[tuple[str, str], str]) -> bool:
    """An entry without a timestamp is withdrawn by any tombstone of its name, and by nothing else."""
    key = _key(element)
    return key in gone and _stamp(element) <= gone[key]


class _Rationed:
    """A stream that gives a limited number of bytes for each element: one must not fill the memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.left = LARGEST

    def read(self, size: int = -1) -> bytes:
        """Raises: ValueError: the element is too large."""
        piece = self._stream.read(size)
        self.left -= len(piece)
        if self.left < 0:
            raise ValueError("an element is too large")
        return piece


def _elements(name: str, stream: BinaryIO) -> Iterator[tuple[int, Element | BadLine]]:
    """Every entry and tombstone, one at a time: what was seen is dropped from the tree."""
    number = 0
    above: list[Element] = []
    source = _Rationed(stream)
    try:
        for event, element in iterparse(source, ("start", "end"), forbid_dtd=True):
            if event == "start":
                above.append(element)
                continue
            above.pop()
            if _is_item(element):
                number += 1
                yield number, element
            if above and not any(map(_is_item, above)):
                above[-1].clear()
                source.left = LARGEST
    except (ParseError, ValueError, LookupError):  # ValueError: defusedxml's refusals
        yield number + 1, CutOff(name, number + 1, BROKEN)


def _is_item(element: Element) -> bool:
    return _tag(element) in ENTRIES or _tag(element) in TOMBSTONES


def _entries(element: Element, number: int) -> Iterator[ListItem]:
    note = _text(element, "classification") or None
    found = [print_ for part in element if _tag(part) == "fingerprints" for print_ in part]
    if not found:
        yield Unused("no fingerprint", number)
    for fingerprint in found:
        kind = _tag(fingerprint).lower().replace("-", "_")
        if kind in COMPARED:
            yield BankEntry(kind, (fingerprint.text or "").strip(), _key(element)[1] or None, note, number)
        else:
            yield Unused(OURS.get(kind, kind if WORD.fullmatch(kind) else "unknown fingerprint"), number)


def _key(element: Element) -> tuple[str, str]:
    member = next((part.get("id", "") for part in element if _tag(part) == "member"), "")
    return TOMBSTONES.get(_tag(element), _tag(element)), f"{member}-{_text(element, 'id')}".strip("-")


def _stamp(element: Element) -> str:
    return _text(element, "timestamp")  # ISO 8601 in UTC: sorts as text


def _text(element: Element, tag: str) -> str:
    return next((part.text or "" for part in element if _tag(part) == tag), "").strip()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


EXCHANGE = NcmecXml()
