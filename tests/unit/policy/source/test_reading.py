"""One file's text is read, whatever system wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.source.reading import LONGEST, normal, written_of


def test_marks_and_line_ends_of_other_systems_are_taken_away() -> None:
    assert normal("\ufeffa = 1\r\nb = 2\r\n") == "a = 1\nb = 2\n"


def test_a_file_that_can_be_read_says_what_is_written_in_it() -> None:
    written, problems = written_of('policy = 1\nname = "x"\n', "a.toml")
    assert problems == []
    assert written is not None
    assert written.name == "x"


@pytest.mark.parametrize(
    "text", ["x", "x = [", "\ud800", "x" * (LONGEST + 1), "x = 1979-99-99", "x = 1\nx = 2"]
)
def test_what_is_no_toml_has_a_place_and_a_hint(text: str) -> None:
    written, (problem,) = written_of(text, "a.toml")
    assert written is None
    assert problem.file == "a.toml"
    assert problem.place
    assert problem.error.hint


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    written, problems = written_of(normal(text), "a.toml")
    assert (written is None) == bool(problems)
