"""What the list formats share: whole lines in chunks, fields of a CSV line."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.plugins.exchanges.protocol import (
    CHUNK,
    LONGEST,
    chunks,
    content_lines,
    fields_of,
    holds,
    kind_of,
    lines,
)


@given(st.lists(st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"")), max_size=20))
def test_chunks_and_lines_give_every_line_with_its_number(rows: list[bytes]) -> None:
    text = b"".join(row + b"\n" for row in rows).removeprefix(b"\xef\xbb\xbf")
    found = [number for first, chunk in chunks(io.BytesIO(text)) for number, _ in lines(first, chunk or b"")]
    assert found == list(range(1, text.count(b"\n") + 1))


def test_a_chunk_ends_at_a_line_end() -> None:
    text = b"0123456789\n" * (CHUNK // 4)
    found = list(chunks(io.BytesIO(text)))
    assert len(found) > 1
    assert all(chunk is not None and chunk.endswith(b"\n") for _, chunk in found)
    assert b"".join(chunk or b"" for _, chunk in found) == text


def test_an_overlong_line_is_left_out_and_counted_as_one() -> None:
    text = b"one\n" + b"x" * (LONGEST + 2 * CHUNK) + b"\nthree\n"
    found = list(chunks(io.BytesIO(text)))
    assert [(line, chunk) for line, chunk in found if chunk is None] == [(2, None)]
    assert found[-1] == (3, b"three\n")


class Endless(io.RawIOBase):
    """One line of that many bytes, made as it is read."""

    def __init__(self, size: int) -> None:
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        buffer[:count] = b"," * count
        self._left -= count
        return count


def test_a_line_of_any_length_costs_no_more_memory_than_the_longest() -> None:
    tracemalloc.start()
    try:
        found = list(chunks(io.BufferedReader(Endless(1 << 28))))
        assert tracemalloc.get_traced_memory()[1] < 3 * LONGEST
    finally:
        tracemalloc.stop()
    assert found == [(1, None)]


def test_the_longest_line_has_no_million_fields() -> None:
    assert fields_of("," * LONGEST) is None
    assert fields_of("," * 999) == [""] * 1000


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_a_byte_order_mark_is_read_as_utf_8(encoding: str) -> None:
    text = "md5;a;Brücke 🌉\n" * (CHUNK // 20)
    found = list(chunks(io.BytesIO(("\ufeff" + text).encode(encoding))))
    assert b"".join(chunk or b"" for _, chunk in found).decode() == text
    assert content_lines(("\ufeffa\n# b\nc").encode(encoding)) == ["a", "c"]


def test_utf_16_that_breaks_off_or_is_wrong_is_read_as_far_as_it_goes() -> None:
    for content in (b"\xff\xfea\x00b", b"\xff\xfea\x00\x00\xd8", b"\xff\xfe"):
        assert [chunk or b"" for _, chunk in chunks(io.BytesIO(content))] in ([b"a\xef\xbf\xbd"], [])


def test_a_line_with_a_nul_byte_is_no_text() -> None:
    assert list(lines(1, b"a\n\0\nb\r\n")) == [(1, "a"), (2, None), (3, "b")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("SHA-256", "sha256"),
        ("sha_256", "sha256"),
        (" Sha1 ", "sha1"),
        ("PHOTO_MD5", "md5"),
        ("PhotoDNA", "photodna"),
        ("tmk-pdqf", "tmk_pdqf"),
        ("vpdq", "vpdq"),
        ("x", "x"),
    ],
)
def test_a_kind_is_understood_however_it_is_written(written: str, kind: str) -> None:
    assert kind_of(written) == kind


@pytest.mark.parametrize("separator", [";", "\t"])
@given(st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])), min_size=1))
def test_other_separators_read_back_as_well(separator: str, row: list[str]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="", delimiter=separator).writerow(row)
    assert fields_of(text.getvalue(), separator) == row


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])), min_size=1))
def test_quoted_fields_read_back_as_they_were(row: list[str]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="").writerow(row)
    assert fields_of(text.getvalue()) == row


@pytest.mark.parametrize("line", ['"a', 'a,"b', '"a"b', '"', '""" '])
def test_a_line_whose_quotes_do_not_add_up_has_no_fields(line: str) -> None:
    assert fields_of(line) is None


def test_a_word_is_found_across_the_edge_of_two_pieces_and_the_stream_rewound() -> None:
    stream = io.BytesIO(b"x" * (CHUNK - 3) + b"deleted" + b"x" * 10)
    assert holds(stream, b"deleted")
    assert stream.tell() == 0
    assert not holds(stream, b"withdrawn")


def test_the_last_line_of_a_full_head_may_be_cut_and_is_not_judged() -> None:
    assert content_lines(b"a\n# b\n\nc") == ["a", "c"]
    assert content_lines(b"a\n" * (1 << 15)) == ["a"] * (1 << 15)
    assert content_lines(b"ab\n" * 21845 + b"c") == ["ab"] * 21845
