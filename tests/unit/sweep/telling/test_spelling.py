"""Names as people may see them."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.sweep.telling.spelling import counted, duration, shown, size


@given(st.binary().map(os.fsdecode) | st.text())
def test_nothing_shown_moves_a_cursor_or_hides(name: str) -> None:
    assert shown(name).isprintable()


@pytest.mark.parametrize(
    ("name", "text"),
    [("é b", "é b"), ("\x1b[31m", "\\x1b[31m"), ("\udcff", "\\xff"), ("a\u202eb", "a\\u202eb")],
)
def test_what_cannot_be_shown_is_spelled(name: str, text: str) -> None:
    assert shown(name) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),
        (5 * 1024**3, "5.0 GiB"),
        (3 * 1024**5, "3072.0 TiB"),
    ],
)
def test_sizes_have_the_unit_that_suits_them(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.25, "0.2 s"), (59.4, "59.4 s"), (61, "1 min 01 s"), (7260, "2 h 01 min")]
)
def test_durations_are_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_one_of_a_thing_is_no_plural() -> None:
    assert [counted(number, "file") for number in (0, 1, 1_000)] == ["0 files", "1 file", "1,000 files"]
