"""Many lines of a CSV list at once."""

import pytest

from leeward.plugins.exchanges.csv_list.columns import blocks

MD5, PDQ = "a1" * 16, "f0" * 32


def test_plain_lines_become_one_block_a_kind() -> None:
    found = blocks(7, f"md5,{MD5}\npdq,{PDQ}\nmd5,{MD5}".encode())
    assert found is not None
    assert [(one.kind, one.width, len(one.values), one.line) for one in found] == [
        ("md5", 16, 32, 7),
        ("pdq", 32, 32, 7),
    ]


def test_entries_and_notes_stay_with_their_value() -> None:
    found = blocks(1, f"md5,{MD5},one,\nmd5,{MD5}, two ,a note\n".encode())
    assert found is not None
    assert [(one.entries, one.notes) for one in found] == [(["one", "two"], [None, "a note"])]


@pytest.mark.parametrize(
    "line",
    [
        f'md5,"{MD5}"',
        f"md5,{MD5}\r",
        f"md5,{MD5},a\0b",
        f"MD5,{MD5}",
        f"md5, {MD5[:-1]}",
        f"md5,{MD5[:-2]}  ",
        f"md5,{MD5[:-1]}g",
        f"md5,{MD5}00",
        f"md5,{MD5},a,b,c",
        "md5",
        "",
        "# comment",
        f"photodna,{MD5}",
        "md5," + "\uff11" * 32,
    ],
)
def test_one_line_that_is_not_plain_sends_all_of_them_the_careful_way(line: str) -> None:
    good = f"md5,{MD5}\n"
    assert blocks(1, good.encode()) is not None
    assert blocks(1, (good + line + "\n" + good).encode()) is None


def test_bytes_that_are_no_text_go_the_careful_way() -> None:
    assert blocks(1, f"md5,{MD5},".encode() + b"\xff\n") is None
