"""Lines of a journal, written and read, whole and torn."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.look import Look
from leeward.sweep.outcomes import Count
from leeward.sweep.past import About, Header, Line, Mark, Past, Start, read, write

COUNTS = st.builds(
    Count, st.sampled_from(Look), st.none() | st.text(), st.integers(0, 2**60), st.tuples(st.text())
)
LINES = st.one_of(
    st.builds(Header, st.binary(min_size=32, max_size=32)),
    st.builds(Start, st.integers(1, 2**31)),
    st.builds(About, st.text(), st.text(), st.none() | COUNTS),
    st.builds(Mark, st.integers(0, 2**60), st.text()),
)


def _about(name: str, size: int = 1) -> About:
    return About(name, "stamp", Count(Look.LOOKED, None, size, ()))


@given(st.lists(LINES))
def test_what_is_written_is_read(lines: list[Line]) -> None:
    text = b"".join(map(write, lines))
    assert read(io.BytesIO(text)) == (lines, len(text))


@given(st.lists(LINES, min_size=1), st.data())
def test_a_torn_tail_is_dropped(lines: list[Line], data: st.DataObject) -> None:
    whole = b"".join(map(write, lines[:-1]))
    last = write(lines[-1])
    cut = data.draw(st.integers(0, len(last) - 1))
    assert read(io.BytesIO(whole + last[:cut])) == (lines[:-1], len(whole))


@pytest.mark.parametrize("damage", [b"\0" * 40 + b"\n", b"00000000 {}\n", b"\n", b"x\n"])
def test_what_was_not_written_by_us_ends_the_reading(damage: bytes) -> None:
    whole = write(Start(1))
    assert read(io.BytesIO(whole + damage + whole)) == ([Start(1)], len(whole))


def test_what_the_output_said_is_done_and_the_rest_is_unsure() -> None:
    past = Past()
    past.learn([Start(7), _about("a"), _about("b"), Mark(10, "x"), _about("c")])
    assert (set(past.done), past.unsure) == ({"a", "b"}, {"c"})
    assert (past.mark, past.pid) == (Mark(10, "x"), 7)


def test_what_was_unsure_stays_so_until_it_is_said() -> None:
    past = Past()
    past.learn([Start(1), _about("a"), _about("b"), Start(2), _about("a"), Mark(5, "")])
    assert (set(past.done), past.unsure) == ({"a"}, {"b"})


def test_a_file_told_again_counts_once() -> None:
    past = Past()
    past.learn([_about("a", 1), Mark(), _about("a", 5), Mark()])
    assert (past.tally().files, past.tally().size) == (1, 5)


def test_an_archive_that_is_done_counts_nothing() -> None:
    past = Past()
    past.learn([About("a", "", None), Mark()])
    assert (set(past.done), past.tally().files) == ({"a"}, 0)
