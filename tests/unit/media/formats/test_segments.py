"""The segments before a JPEG's picture."""

from leeward.media.formats.segments import MOST_BYTES, START_OF_SCAN, segments


def test_every_segment_up_to_the_scan_is_told() -> None:
    content = b"\xff\xd8\xff\xe1\x00\x04ab\xff\xff\xfe\x00\x03c\xff\xda\x00\x02rest\xff\xfe\x00\x02"
    found = [(marker, content[start:end]) for marker, start, end in segments(content)]
    assert found == [(0xE1, b"ab"), (0xFE, b"c"), (START_OF_SCAN, b"")]


def test_one_that_starts_later_is_told_from_there() -> None:
    content = b"before\xff\xd8\xff\xda\x00\x02rest"
    assert list(segments(content, 6)) == [(START_OF_SCAN, 12, 12)]


def test_what_is_no_segment_ends_it() -> None:
    assert list(segments(b"\xff\xd8none")) == []
    assert list(segments(b"\xff\xd8\xff\xe1")) == []


def test_they_are_not_read_without_end() -> None:
    content = b"\xff\xd8" + b"\xff\xfe\xff\xff".ljust(65537, b"x") * (MOST_BYTES // 65537 + 9)
    assert max(end for _, _, end in segments(content)) < MOST_BYTES + 2 * 65537
