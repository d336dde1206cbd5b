"""What a derivative's own header says, read without decoding anything: whoever made it is not trusted."""

import struct
from dataclasses import dataclass

from leeward.media.formats.segments import segments
from leeward.media.ladder.levels import CAPS, SPOT_SIDE, Level, Way

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PARTS = {b"IHDR", b"IDAT", b"IEND"}
_FRAMES = {0xC0, 0xC2}  # baseline and progressive: what we encode
_TABLES = {0xDB, 0xC4, 0xDA, 0xE0, 0xDD}
_JFIF = b"JFIF\x00"
_FRAME_BYTES = 6


@dataclass(frozen=True, slots=True)
class Header:
    """channels: 1 grey, 3 colour."""

    width: int
    height: int
    channels: int


def is_within(data: bytes, level: Level, way: Way) -> bool:
    """Whether a derivative shows no more than its level may: pixels, colours, bytes, and nothing besides."""
    cap = CAPS[level]
    header = _of_png(data) if cap.media_type == "image/png" else _of_jpeg(data)
    if header is None or len(data) > cap.most_bytes:
        return False
    side = min(cap.side, SPOT_SIDE) if way is Way.SPOT else cap.side
    return 0 < max(header.width, header.height) <= side and header.channels == (1 if cap.is_grey else 3)


def _of_png(data: bytes) -> Header | None:
    """None: not one of ours: a part of it is neither header nor pixels."""
    if not data.startswith(_PNG + b"\x00\x00\x00\x0dIHDR") or len(data) < 33:
        return None
    width, height, depth, colour = struct.unpack_from(">IIBB", data, 16)
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] not in _PNG_PARTS:
            return None
        at += 12 + length
    return Header(width, height, 1) if at == len(data) and depth == 8 and colour == 0 else None


def _of_jpeg(data: bytes) -> Header | None:
    """None: not one of ours: a comment, a thumbnail or a further application's part is in it."""
    if not data.startswith(b"\xff\xd8\xff") or not data.endswith(b"\xff\xd9"):
        return None
    found: Header | None = None
    for marker, start, end in segments(data):
        if marker in _FRAMES and found is None and end - start >= _FRAME_BYTES <= len(data) - start:
            _, height, width, channels = struct.unpack_from(">BHHB", data, start)
            found = Header(width, height, channels)
        elif marker not in _TABLES or (marker == 0xE0 and not _is_plain_jfif(data[start:end])):
            return None
    return found


def _is_plain_jfif(body: bytes) -> bool:
    return body.startswith(_JFIF) and len(body) == 14
