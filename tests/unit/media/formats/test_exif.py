"""EXIF orientation of a JPEG."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leeward.media.formats.exif import jpeg_orientation


def jpeg(orientation: int | None) -> bytes:
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0110] = "a camera"
        exif[0x0112] = orientation
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG", exif=exif)
    return content.getvalue()


def with_tiff(tiff: bytes) -> bytes:
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_was_written_is_read(orientation: int) -> None:
    assert jpeg_orientation(jpeg(orientation)) == orientation


@pytest.mark.parametrize("orientation", [None, 0, 9, 65535])
def test_none_or_an_impossible_one_is_upright(orientation: int | None) -> None:
    assert jpeg_orientation(jpeg(orientation)) == 1


@pytest.mark.parametrize(("mark", "order"), [(b"II*\x00", "<"), (b"MM\x00*", ">")])
def test_both_byte_orders_are_read(mark: bytes, order: str) -> None:
    tiff = mark + struct.pack(f"{order}IHHHIHH", 8, 1, 0x0112, 3, 1, 8, 0)
    assert jpeg_orientation(with_tiff(tiff)) == 8


@pytest.mark.parametrize("start", [0, 7, 9, 10_000, 2**32 - 1])
def test_a_table_outside_the_segment_is_upright(start: int) -> None:
    assert jpeg_orientation(with_tiff(b"II*\x00" + struct.pack("<IH", start, 65535))) == 1


@given(st.binary(max_size=200))
def test_no_bytes_bring_it_down(content: bytes) -> None:
    assert 1 <= jpeg_orientation(content) <= 8
    assert 1 <= jpeg_orientation(with_tiff(content)) <= 8


def test_comments_before_it_do_not_hide_it() -> None:
    content = jpeg(6)
    assert jpeg_orientation(content[:2] + b"\xff\xfe\x00\x03x" * 500 + content[2:]) == 6
