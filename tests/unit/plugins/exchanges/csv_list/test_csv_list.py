"""CSV lists: every line becomes an entry or a bad line with its number."""

import csv
import io
import time
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem, Unused
from leeward.plugins.exchanges.csv_list import EXCHANGE
from leeward.plugins.exchanges.protocol import DIGITS

MD5 = "a1" * 16
PDQ = "f0" * 32


def read(text: str | bytes) -> list[ListItem]:
    content = text.encode() if isinstance(text, str) else text
    return list(EXCHANGE.read("list.csv", io.BytesIO(content)))


def flat(items: list[ListItem]) -> list[tuple[str, str, str | None, str | None]]:
    """Entries as (kind, value, entry, note), blocks taken apart."""
    rows = []
    for item in items:
        if isinstance(item, BankEntry):
            rows.append((item.kind, item.value, item.entry, item.note))
        elif isinstance(item, EntryBlock):
            width = item.width
            for place in range(len(item.values) // width):
                value = item.values[place * width : place * width + width].hex()
                entry = item.entries[place] if item.entries else None
                rows.append((item.kind, value, entry, item.notes[place] if item.notes else None))
    return rows


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (f"md5,{MD5}", ("md5", MD5, None, None)),
        (f" MD5 , {MD5} ,bridge-1", ("md5", MD5, "bridge-1", None)),
        (f'md5,"{MD5}","a ""big"" bridge, seen","note"', ("md5", MD5, 'a "big" bridge, seen', "note")),
        (f"md5,{MD5},e,one, two", ("md5", MD5, "e", "one, two")),
        (f"photodna,{PDQ}", ("photodna", PDQ, None, None)),
        (f"md5,{MD5},Brücke", ("md5", MD5, "Brücke", None)),
        (f"MD5;{MD5};a, b;note", ("md5", MD5, "a, b", "note")),
        (f"md5\t{MD5}\tbridge\t", ("md5", MD5, "bridge", None)),
        (f'md5\t"{MD5}"\t"a\tb; c"', ("md5", MD5, "a\tb; c", None)),
        (f"SHA-256,{PDQ}", ("sha256", PDQ, None, None)),
        (f"Video_MD5,{MD5}", ("md5", MD5, None, None)),
        (f"sep=;\nsha-1;{MD5}", ("sha1", MD5, None, None)),
    ],
    ids=[
        "two columns",
        "blanks and capitals",
        "quotes",
        "commas in the note",
        "a kind from elsewhere",
        "umlaut",
        "semicolons",
        "tabs",
        "a tab in quotes",
        "a dash in the kind",
        "a kind of ThreatExchange",
        "Excel's own first line",
    ],
)
def test_a_good_line_is_an_entry(line: str, entry: tuple[str, str, str | None, str | None]) -> None:
    assert flat(read(line)) == [entry]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{MD5},md5".encode(), "first column"),
        (b"just text", "first column"),
        (b"md5,", "no value"),
        (b"md5", "no value"),
        (f'md5,"{MD5}'.encode(), "quote"),
        (f'md5,"{MD5}"x'.encode(), "quote"),
        (b"md5,\xff\xfe", "UTF-8"),
        (f"md5,{MD5},a\0b".encode(), "NUL"),
        (b"md5" + b"," * 2000, "1,000 columns"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_a_reason(line: bytes, reason: str) -> None:
    good = f"md5,{MD5}\n".encode()
    items = read(good * 2 + line + b"\n" + good)
    bad = [item for item in items if isinstance(item, BadLine)]
    assert [(item.file, item.line) for item in bad] == [("list.csv", 3)]
    assert reason in bad[0].reason
    assert MD5 not in bad[0].reason
    assert len(flat(items)) == 3


def test_a_forgotten_quote_costs_its_own_line_only() -> None:
    assert len(flat(read(f'md5,{MD5},"oops\n' + f"md5,{MD5}\n" * 5))) == 5


def test_a_header_may_order_the_columns_as_it_likes() -> None:
    text = f"note,value,extra,signal\nseen,{MD5},x,md5\n"
    assert flat(read(text)) == [("md5", MD5, None, "seen")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_separates_the_columns_changes_nothing(separator: str, end: str) -> None:
    rows = ["signal,value,entry", f"md5,{MD5},bridge", f"PDQ,{PDQ},", ",,", "nonsense"]
    text = end.join(rows).replace(",", separator)
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert EXCHANGE.recognises("list", content) == 0.9
        items = read(content)
        assert flat(items) == [("md5", MD5, "bridge", None), ("pdq", PDQ, None, None)]
        assert [item.line for item in items if isinstance(item, BadLine)] == [5]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_go_the_fast_way_too(separator: str) -> None:
    items = read(f"md5,{MD5},bridge\n".replace(",", separator) * 3)
    assert [type(item) for item in items] == [EntryBlock]
    assert flat(items) == [("md5", MD5, "bridge", None)] * 3


@pytest.mark.parametrize("header", ["hash,type", "Type,Digest", "hash;type", "signal_type\tsignal_value"])
def test_a_header_may_call_the_columns_as_others_do(header: str) -> None:
    separator = next(one for one in ",;\t" if one in header)
    row = [MD5, "MD5"] if header.startswith("hash") else ["MD5", MD5]
    text = f"{header}\n{separator.join(row)}\n"
    assert EXCHANGE.recognises("list", text.encode()) == 0.9
    assert read(text) == [BankEntry("md5", MD5, None, None, 2)]


@pytest.mark.parametrize("header", ["signal_type,Wert,Quelle", "md5,sha1", "Hash,Name", "md5"])
def test_a_header_that_tells_too_little_is_no_bad_line_either(header: str) -> None:
    assert flat(read(f"{header}\nmd5,{MD5}\n")) == [("md5", MD5, None, None)]
    assert not [item for item in read(f"{header}\nmd5,{MD5}\n") if isinstance(item, BadLine)]


@pytest.mark.parametrize("row", ["photodna,AAAA", "md5,x", "vpdq;[]"])
def test_a_first_line_with_a_value_is_never_taken_for_a_header(row: str) -> None:
    assert len(read(row)) == 1


def test_a_row_that_threatexchange_calls_a_false_positive_is_left_out() -> None:
    rows = [f"pdq;{PDQ};Ours;NEGATIVE_CLASS;", f"pdq;{PDQ};Ours;POSITIVE_CLASS;a"]
    items = read("signal_type;signal_str;collab;category;tags\n" + "\n".join(rows))
    assert [type(item) for item in items] == [Unused, BankEntry]
    assert [type(item) for item in read(f"pdq,{PDQ},Ours,NEGATIVE_CLASS\n")] == [Unused]


def test_comments_of_any_length_may_stand_above_semicolons() -> None:
    assert flat(read("# a word\n" * 300_000 + f"md5;{MD5}\n")) == [("md5", MD5, None, None)]


def test_comments_and_blank_lines_are_skipped_and_counted_as_lines() -> None:
    items = read(f"# a list\n\n  \nmd5,{MD5}\n#md5,{MD5}\nnonsense\n")
    assert len(flat(items)) == 1
    assert [item.line for item in items if isinstance(item, BadLine)] == [6]


def test_line_numbers_stay_right_behind_a_fast_chunk() -> None:
    good = f"md5,{MD5},bridge\n" * 60_000  # three chunks of 1 MiB
    items = read(good + "nonsense\n" + good)
    assert [item.line for item in items if isinstance(item, BadLine)] == [60_001]
    assert len(flat(items)) == 120_000
    assert sum(isinstance(item, EntryBlock) for item in items) >= 2


def test_a_line_that_is_too_long_is_bad_and_the_next_one_good() -> None:
    items = read(b"md5,a\n" + b"x" * (17 << 20) + f"\nmd5,{MD5}\n".encode())
    assert [item.line for item in items if isinstance(item, BadLine)] == [2]
    assert flat(items)[-1] == ("md5", MD5, None, None)


@pytest.mark.parametrize("spoiled", [f"md5,{MD5[:-1]}", f"md5,{MD5}0", "md5, " + MD5[1:], f"sha1,{MD5}"])
def test_a_spoiled_value_never_goes_the_fast_way(spoiled: str) -> None:
    items = read(f"md5,{MD5}\n" + spoiled + "\n")
    assert not [item for item in items if isinstance(item, EntryBlock)]
    assert len(items) == 2


words = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=12)


def test_lines_of_different_form_go_the_fast_way_together() -> None:
    items = read(f"md5,{MD5}\npdq,{PDQ},bridge,a note\nmd5,{MD5},bridge\n")
    assert all(isinstance(item, EntryBlock) for item in items)
    assert sorted(flat(items), key=repr) == sorted(
        [("md5", MD5, None, None), ("md5", MD5, "bridge", None), ("pdq", PDQ, "bridge", "a note")], key=repr
    )


names = words.map(str.strip).filter(bool)
entries = st.sampled_from(sorted(DIGITS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.binary(min_size=DIGITS[kind] // 2, max_size=DIGITS[kind] // 2).map(bytes.hex),
        names | st.none(),
        names | st.none(),
    )
)


@given(st.lists(entries, min_size=1, max_size=30), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_printed_list_reads_back_as_it_was(
    rows: list[tuple[str, str, str | None, str | None]], end: str, headed: bool
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    if headed:
        writer.writerow(["signal", "value", "entry", "note"])
    writer.writerows([part or "" for part in row] for row in rows)
    assert sorted(flat(read(text.getvalue())), key=repr) == sorted(rows, key=repr)


@given(st.lists(entries.map(lambda row: (row[0], row[1], None, None)), min_size=2, max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_fast_way_and_the_careful_way_agree(rows: list[tuple[str, str, None, None]]) -> None:
    text = "".join(f"{kind},{value}\n" for kind, value, _, _ in rows)
    fast, careful = flat(read(text)), flat(read("# a comment stops the fast way\n" + text))
    assert sorted(fast, key=repr) == sorted(careful, key=repr)


def test_well_formed_lines_are_read_at_a_decent_rate() -> None:
    text = "".join(islice(cycle([f"pdq,{PDQ},bridge-1\n", f"md5,{MD5},bridge-2\n"]), 200_000)).encode()
    start = time.process_time()
    count = sum(1 for _ in EXCHANGE.read("list.csv", io.BytesIO(text)))
    assert count < 100  # blocks, no single entries
    assert time.process_time() - start < 4  # about 0.2 s on an idle core
