"""EXIF orientation of a JPEG, read from its segments without decoding anything."""

import struct

from leeward.media.formats.segments import segments

_APP1 = 0xE1
_TAG = 0x0112
_SHORT = 3


def jpeg_orientation(content: bytes) -> int:
    """1 to 8 as EXIF says; 1 where it says nothing that can be read.

    Source: CIPA DC-008 (Exif 2.32), 4.6.4; TIFF 6.0, section 2.
    """
    for marker, start, end in segments(content):
        body = content[start:end] if marker == _APP1 else b""
        if body.startswith(b"Exif\x00\x00"):
            return _of_tiff(body[6:])
    return 1


def _of_tiff(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for entry in range(min(count, (len(tiff) - start - 2) // 12)):
        tag, form, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * entry)
        if tag == _TAG:
            return value if form == _SHORT and 1 <= value <= 8 else 1
    return 1
