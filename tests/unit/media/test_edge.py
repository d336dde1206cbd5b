"""What decoders raise, warn and print ends at the edge."""

import logging
import threading
import warnings

import pytest
from PIL import ImageFile

from leeward.media import edge
from leeward.model.errors import NotLooked
from leeward.model.look import Look


def test_warnings_inside_are_neither_printed_nor_raised(capsys: pytest.CaptureFixture[str]) -> None:
    with edge.quiet():
        warnings.warn("a decoder complains", stacklevel=1)
    assert capsys.readouterr() == ("", "")
    with pytest.raises(UserWarning):
        warnings.warn("we complain", stacklevel=1)


def test_lenient_decoding_ends_with_its_block() -> None:
    with edge.lenient():
        assert ImageFile.LOAD_TRUNCATED_IMAGES
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_what_decoders_log_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    edge.prepare()
    logging.getLogger("PIL.TiffImagePlugin").error("a decoder complains")
    assert capsys.readouterr() == ("", "")


def test_preparing_twice_changes_nothing_and_starts_no_thread() -> None:
    edge.prepare()
    handlers, threads = list(logging.getLogger("PIL").handlers), threading.active_count()
    edge.prepare()
    assert (logging.getLogger("PIL").handlers, threading.active_count()) == (handlers, threads)


def test_running_out_of_memory_is_not_a_decoder_error() -> None:
    assert not any(issubclass(MemoryError, error) for error in edge.DECODER_ERRORS)


@pytest.mark.parametrize(
    ("width", "height", "look"),
    [(10, 11, Look.TOO_LARGE), (0, 5, Look.UNREADABLE), (5, -1, Look.UNREADABLE)],
)
def test_impossible_sizes_are_refused(width: int, height: int, look: Look) -> None:
    with pytest.raises(NotLooked) as why:
        edge.check_pixels(width, height, 100)
    assert why.value.look is look


def test_the_limit_itself_is_allowed() -> None:
    edge.check_pixels(10, 10, 100)


def test_each_refusal_has_its_look() -> None:
    made = edge.unreadable("r"), edge.unsupported("r"), edge.too_large("r")
    assert [why.look for why in made] == [Look.UNREADABLE, Look.UNSUPPORTED, Look.TOO_LARGE]
