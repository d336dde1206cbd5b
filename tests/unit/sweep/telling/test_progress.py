"""Progress is for terminals."""

import io
import time

import pytest
from rich.console import Console

from leeward.model.errors import SourceError
from leeward.sweep.telling.progress import shown


def _console(is_terminal: bool) -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, force_terminal=is_terminal, width=100), stream


@pytest.mark.parametrize(("is_terminal", "hidden"), [(False, False), (True, True)])
def test_nothing_is_shown_where_nobody_looks(is_terminal: bool, hidden: bool) -> None:
    console, stream = _console(is_terminal)
    with shown(console, lambda: range(5), hidden) as seen:
        seen(3)
    assert stream.getvalue() == ""


def test_a_terminal_is_told_how_many_files_are_done() -> None:
    console, stream = _console(True)
    with shown(console, lambda: range(5), hidden=False) as seen:
        seen(3)
        time.sleep(0.2)
    assert "3 files" in stream.getvalue()


def test_places_that_can_be_walked_once_only_are_not_counted() -> None:
    console, stream = _console(True)
    with shown(console, None, hidden=False) as seen:
        seen(1)
    assert "1 files" in stream.getvalue()


def test_trouble_while_counting_is_left_to_the_scan() -> None:
    def broken() -> list[int]:
        raise SourceError("gone")

    console, _ = _console(True)
    with pytest.raises(SourceError), shown(console, broken, hidden=False):
        raise AssertionError
