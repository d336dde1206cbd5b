"""The segments before a JPEG's picture, without decoding anything."""

from collections.abc import Iterator

MOST_BYTES = 1 << 24  # of segments before the picture itself
START_OF_SCAN = 0xDA
_ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length


def segments(content: bytes, start: int = 0) -> Iterator[tuple[int, int, int]]:
    """Each segment's marker, and where its body starts and ends; START_OF_SCAN is the last.

    Args: start: of the JPEG in the content.
    Source: ITU-T T.81, B.1.1.
    """
    at = start + 2
    while at < start + MOST_BYTES and content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _ALONE:
            at += 2
            continue
        end = at + 2 + max(int.from_bytes(content[at + 2 : at + 4], "big"), 2)
        yield marker, at + 4, end
        if marker == START_OF_SCAN:
            return
        at = end
