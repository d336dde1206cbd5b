"""Where a picture or clip ends in the bytes it stands in."""

import re
from collections.abc import Callable, Mapping

from leeward.media.formats.segments import START_OF_SCAN, segments
from leeward.media.sniff import AVI, AVIF, GIF, HEIC, JPEG, JXL, MOV, MP4, PNG, WEBP, Kind

_END_OF_IMAGE = re.compile(rb"\xff\xd9")
_BOXES = {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moov", b"moof", b"mfra"}
_BOXES |= {b"sidx", b"styp", b"pnot", b"udta", b"idat", b"emsg", b"prft"}
_BOXES |= {b"JXL ", b"jxlc", b"jxlp", b"jxll", b"jxli", b"jbrd", b"brob", b"Exif", b"xml "}


def end_of(kind: Kind, content: bytes, start: int = 0) -> int:
    """The place of the first byte behind it; the end of the content where its format does not tell."""
    find = _ENDS.get(kind)
    return min(find(content, start), len(content)) if find else len(content)


def _jpeg(content: bytes, start: int) -> int:
    scan = next((begin for marker, begin, _ in segments(content, start) if marker == START_OF_SCAN), None)
    # Packed samples never hold this marker: it would be escaped.
    found = _END_OF_IMAGE.search(content, scan) if scan is not None else None
    return found.end() if found else len(content)


def _png(content: bytes, start: int) -> int:
    at = start + 8
    while at + 8 <= len(content):
        name = content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4], "big")
        if name == b"IEND":
            return at
    return len(content)


def _gif(content: bytes, start: int) -> int:
    at = start + 13 + _palette(content, start + 10)
    while at < len(content):
        match content[at]:
            case 0x2C:
                at = _blocks(content, at + 11 + _palette(content, at + 9))
            case 0x21:
                at = _blocks(content, at + 2)
            case 0x3B:
                return at + 1
            case _:
                return len(content)
    return len(content)


def _palette(content: bytes, at: int) -> int:
    flags = content[at] if at < len(content) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1


def _riff(content: bytes, start: int) -> int:
    size = int.from_bytes(content[start + 4 : start + 8], "little")
    return start + 8 + size + size % 2


def _boxed(content: bytes, start: int) -> int:
    at = start
    while content[at + 4 : at + 8] in _BOXES:
        size = int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size < 8:
            return len(content)
        at += size
    return at if at > start else len(content)


def _jxl(content: bytes, start: int) -> int:
    return _boxed(content, start) if content[start : start + 1] == b"\x00" else len(content)


_ENDS: Mapping[Kind, Callable[[bytes, int], int]] = {
    JPEG: _jpeg,
    PNG: _png,
    GIF: _gif,
    WEBP: _riff,
    AVI: _riff,
    AVIF: _boxed,
    HEIC: _boxed,
    MP4: _boxed,
    MOV: _boxed,
    JXL: _jxl,
}
