"""Parts of a ZIP archive that its directory does not list."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZipFile

STEP = 1 << 20  # bytes searched at once
_HEADER = 30  # bytes of an entry before its name
_SMALLEST = 64  # bytes; less is the descriptor and padding of the entry before
_LONGEST = 16  # bytes of a word below, at most
_WORDS = re.compile(
    rb"PK\x03\x04|\xff\xd8\xff[\xc0-\xc4\xdb\xdd\xe0-\xef\xfe]|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP"
    rb"|\x00ftyp|\x1aE\xdf\xa3|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c",
    re.DOTALL,
)


def has_unlisted(archive: ZipFile, file: BinaryIO) -> bool:
    """Whether a picture, a clip or an entry stands before, between or behind what the directory lists."""
    if _WORDS.search(archive.comment):
        return True
    return any(_has_word(file, start, end) for start, end in _gaps(archive))


def _gaps(archive: ZipFile) -> Iterator[tuple[int, int]]:
    reached = 0
    for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if entry.header_offset - reached >= _SMALLEST:
            yield reached, entry.header_offset
        name = len(entry.orig_filename)
        reached = max(reached, entry.header_offset + _HEADER + name + entry.compress_size)
    if archive.start_dir - reached >= _SMALLEST:
        yield reached, archive.start_dir


def _has_word(file: BinaryIO, start: int, end: int) -> bool:
    before = b""
    file.seek(start)
    while start < end and (piece := file.read(min(STEP, end - start))):
        if _WORDS.search(before + piece):
            return True
        before, start = piece[-_LONGEST:], start + len(piece)
    return False
