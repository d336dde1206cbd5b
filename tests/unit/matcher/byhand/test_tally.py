"""The tally: read as it was written, or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.matcher.byhand.tally import Mark, Tally
from leeward.model.errors import DamagedBank

MARKS = st.builds(Mark, st.integers(0, 10**19), st.text("0123456789abcdef", min_size=32, max_size=32))


@given(st.lists(MARKS, min_size=1, max_size=3))
def test_the_last_mark_is_read(tmp_path_factory: pytest.TempPathFactory, marks: list[Mark]) -> None:
    tally = Tally(tmp_path_factory.mktemp("tally") / "a.tally")
    for mark in marks:
        tally.write(mark)
    assert tally.read() == marks[-1]


def test_no_tally_and_an_empty_one_are_no_mark(tmp_path: Path) -> None:
    tally = Tally(tmp_path / "a.tally")
    assert tally.read() is None
    tally.path.touch()
    assert tally.read() is None


@pytest.mark.parametrize("place", [0, 19, 20, 40, 52, 53, 60, 62])
def test_a_changed_byte_is_damage(tmp_path: Path, place: int) -> None:
    tally = Tally(tmp_path / "a.tally")
    tally.write(Mark(63, "ab" * 16))
    content = bytearray(tally.path.read_bytes())
    content[place] ^= 1
    tally.path.write_bytes(content)
    with pytest.raises(DamagedBank, match="fails its check") as told:
        tally.read()
    assert str(tally.path) in told.value.hint


@given(st.binary(min_size=1, max_size=200))
def test_any_other_bytes_are_damage(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    tally = Tally(tmp_path_factory.mktemp("tally") / "a.tally")
    tally.path.write_bytes(content)
    with pytest.raises(DamagedBank):
        tally.read()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.tally")
    with pytest.raises(DamagedBank, match="no regular file"):
        Tally(tmp_path / "a.tally").read()
