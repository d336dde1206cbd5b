"""One hash a line: the kind follows from the length, a comment or the file's name."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem, Unused
from leeward.plugins.exchanges.hash_lines import EXCHANGE

MD5, SHA1, LONG = "a1" * 16, "b2" * 20, "c3" * 32


def read(text: str, file: str = "list.txt") -> list[ListItem]:
    return list(EXCHANGE.read(file, io.BytesIO(text.encode())))


def kinds(items: list[ListItem]) -> list[str]:
    return [item.kind for item in items if isinstance(item, BankEntry | EntryBlock)]


@pytest.mark.parametrize(
    ("text", "file", "kind"),
    [
        (MD5, "list.txt", "md5"),
        (SHA1.upper(), "list.txt", "sha1"),
        (LONG, "pdq.txt", "pdq"),
        (LONG, "our-sha256-list", "sha256"),
        (f"# signal: pdq\n{LONG}", "list.txt", "pdq"),
        (f"#Signal:SHA256\n{LONG}", "list.txt", "sha256"),
        (f"# signal: sha256\n{LONG}", "pdq.txt", "sha256"),
        (f"{MD5}  a bridge.jpg", "list.txt", "md5"),
        (f"{MD5} *bridge.jpg", "list.txt", "md5"),
        (f"# signal: SHA-256\n{LONG}", "list.txt", "sha256"),
        (LONG, "pdqplain.txt", "pdq"),
        (LONG, "onePDQ.txt", "pdq"),
        (LONG, "SHA256SUMS", "sha256"),
        (LONG, "ours.sha-256", "sha256"),
        (f"pdq\n{LONG}", "list.txt", "pdq"),
        (f"SHA256 Hash\n{LONG}", "list.txt", "sha256"),
        (f"MD5 (a (2).jpg) = {MD5}", "list.txt", "md5"),
        (f"SHA256 (a.jpg) = {LONG}", "pdq.txt", "sha256"),
        (f"SHA1 (a.jpg) = {SHA1}", "list.txt", "sha1"),
        (f"\\{MD5}  a\\nb.jpg", "list.txt", "md5"),
    ],
)
def test_a_line_gets_the_kind_that_its_length_comment_or_file_says(text: str, file: str, kind: str) -> None:
    assert kinds(read(text, file)) == [kind]
    assert kinds(read(text + "\n", file)) == [kind]


@pytest.mark.parametrize(
    ("text", "file", "reason"),
    [
        (LONG, "list.txt", "# signal: pdq"),
        (LONG, "pdq-and-sha256.txt", "# signal: pdq"),
        (LONG, "vpdq.txt", "e.g. my-pdq.txt"),
        (f"MD5 (a.jpg) = {SHA1}", "list.txt", "not as many"),
        (MD5[:20] + "\0" + MD5[:12], "list.txt", "NUL"),
        (f"# signal: md5\n{SHA1}", "list.txt", "md5 has 32 digits, this line 40"),
        (f"# signal: vpdq\n{LONG}", "list.txt", "use CSV"),
        (MD5[:-1], "list.txt", "hexadecimal"),
        ("g" * 32, "list.txt", "hexadecimal"),
        (MD5 + "x", "list.txt", "hexadecimal"),
    ],
)
def test_a_line_without_a_certain_kind_is_bad_and_says_what_to_do(text: str, file: str, reason: str) -> None:
    bad = read(text, file)
    assert [type(item) for item in bad] == [BadLine]
    assert reason in str(bad[0])
    assert LONG not in str(bad[0])


@pytest.mark.parametrize("header", ["md5", "Hash", "MD5 (hex)", "hash, file name;", "Prüfsumme"])
def test_a_first_line_that_only_names_the_column_is_no_bad_line(header: str) -> None:
    assert [type(item) for item in read(f"# ours\n{header}\n{MD5}\n{header}\n")] == [BankEntry, BadLine]


def test_what_md5sum_writes_with_tag_is_recognised_and_other_digests_are_counted() -> None:
    assert EXCHANGE.recognises("x", f"MD5 (bridge.jpg) = {MD5}\n".encode()) > 0.8
    assert read(f"SHA512 (bridge.jpg) = {LONG * 2}\n") == [Unused("sha512", 1)]
    assert [item.note for item in read(f"MD5 (a) (b) = {MD5}") if isinstance(item, BankEntry)] == ["a) (b"]


def test_the_file_name_of_a_checksum_list_becomes_the_note() -> None:
    assert [item.note for item in read(f"{MD5}  a bridge.jpg\n") if isinstance(item, BankEntry)] == [
        "a bridge.jpg"
    ]


@pytest.mark.parametrize("opinion", ["NEGATIVE_CLASS", "'Sample Signals' NEGATIVE_CLASS a,b"])
def test_what_threatexchange_calls_a_false_positive_is_left_out(opinion: str) -> None:
    assert read(f"{LONG} {opinion}\n", "pdq.txt") == [Unused("false-positive", 1)]
    assert kinds(read(f"{LONG} {opinion.replace('NEGATIVE', 'POSITIVE')}\n", "pdq.txt")) == ["pdq"]
    assert kinds(read(f"{LONG}  NEGATIVE_CLASS.jpg\n", "pdq.txt")) == ["pdq"]


def test_line_numbers_stay_right_behind_a_fast_chunk() -> None:
    good = f"{MD5}\n" * 40_000
    items = read(good + "nonsense\n" + good)
    assert [item.line for item in items if isinstance(item, BadLine)] == [40_001]
    total = sum(len(item.values) // 16 for item in items if isinstance(item, EntryBlock))
    assert total + sum(isinstance(item, BankEntry) for item in items) == 80_000
    assert total > 30_000


@given(st.lists(st.sampled_from([MD5, MD5.upper(), MD5[:-1] + " ", "0" * 31 + "g", "\x00" * 32]), max_size=6))
@settings(max_examples=200, deadline=None)
def test_the_fast_way_and_the_careful_way_agree(rows: list[str]) -> None:
    text = "\n".join(rows)

    def count(items: list[ListItem]) -> tuple[int, int]:
        blocks = sum(len(item.values) // 16 for item in items if isinstance(item, EntryBlock))
        good = blocks + sum(isinstance(item, BankEntry) for item in items)
        return good, sum(isinstance(item, BadLine) for item in items)

    assert count(read(text + "\n")) == count(read("# comment\n" + text + "\n"))


@given(
    st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=20), st.sampled_from(["\n", "\r\n"])
)
@settings(max_examples=60, deadline=None)
def test_a_printed_list_reads_back_as_it_was(values: list[bytes], end: str) -> None:
    found = b""
    for item in read(end.join(value.hex() for value in values) + end):
        found += item.values if isinstance(item, EntryBlock) else b""
        found += bytes.fromhex(item.value) if isinstance(item, BankEntry) else b""
    assert found == b"".join(values)
