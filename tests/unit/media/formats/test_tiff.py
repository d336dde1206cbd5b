"""Pictures that hang from the pages of a TIFF."""

import io

import pytest
from PIL import Image, TiffImagePlugin

from leeward.media.formats.tiff import children, starting_at


def written(**tags: int) -> Image.Image:
    content = io.BytesIO()
    known = TiffImagePlugin.ImageFileDirectory_v2()
    for name, value in tags.items():
        known[int(name.removeprefix("t"))] = value
    Image.new("L", (8, 8)).save(content, "TIFF", tiffinfo=known)
    return Image.open(content)


def test_a_page_without_any_has_none() -> None:
    assert children(written()) == []
    assert children(Image.new("L", (8, 8))) == []


def test_a_page_tells_where_they_are() -> None:
    page = written()
    for told, expected in ((77, [77]), ((77, 99), [77, 99]), (("odd", 0, -3), [])):
        page.tag_v2._tags_v2[330] = told  # type: ignore[attr-defined]
        assert children(page) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"II*\x00\x08\x00\x00\x00rest", b"II*\x00\x02\x01\x00\x00rest"),
        (b"MM\x00*\x00\x00\x00\x08rest", b"MM\x00*\x00\x00\x01\x02rest"),
        (b"II+\x00\x08\x00\x00\x00" + bytes(8), b"II+\x00\x08\x00\x00\x00\x02\x01" + bytes(6)),
    ],
    ids=["little", "big", "large"],
)
def test_the_first_directory_can_be_another(start: bytes, expected: bytes) -> None:
    assert starting_at(start, 0x102) == expected
