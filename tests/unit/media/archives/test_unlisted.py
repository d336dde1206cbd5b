"""Parts of a ZIP archive that its directory does not list."""

import io
import struct
import zipfile

import pytest

from leeward.media.archives.unlisted import STEP, has_unlisted
from leeward.media.samples import samples

PICTURE = dict(samples())["JPEG"]


def zipped(*names: str, comment: bytes = b"") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, PICTURE)
        made.comment = comment
    return content.getvalue()


def delisted() -> bytes:
    """With two entries, the second of which is not in the directory any more."""
    content = zipped("a", "b")
    first = content.index(b"PK\x01\x02")
    second, end = content.index(b"PK\x01\x02", first + 4), content.rindex(b"PK\x05\x06")
    closing = struct.pack("<HHI", 1, 1, second - first) + content[end + 16 :]
    return content[:second] + content[end : end + 8] + closing


def unlisted(content: bytes) -> bool:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file) as archive:
        return has_unlisted(archive, file)


@pytest.mark.parametrize(
    "content",
    [
        zipped("hidden") + zipped("a"),
        PICTURE + zipped("a"),
        bytes(STEP - 1) + PICTURE + zipped("a"),
        delisted(),
        zipped("a", comment=PICTURE[:900]),
    ],
    ids=["two archives", "a picture before", "between two steps", "delisted", "in the comment"],
)
def test_what_stands_beside_the_entries_is_found(content: bytes) -> None:
    assert unlisted(content)


@pytest.mark.parametrize(
    "content",
    [
        zipped("a", "b"),
        zipped(),
        zipped("a", comment=b"words"),
        bytes(5000) + zipped("a"),
        b"MZ" * 900 + zipped("a"),
    ],
    ids=["listed", "empty", "a comment", "padding", "a program to unpack it"],
)
def test_padding_and_words_are_nothing(content: bytes) -> None:
    assert not unlisted(content)
