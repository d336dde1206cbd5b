"""What the sha256 signal promises."""

import hashlib

import pytest

from leeward.model.errors import BadSignal
from leeward.plugins.signals.sha256 import SIGNAL


def test_it_digests_in_pieces_what_the_standard_library_digests_at_once() -> None:
    running = SIGNAL.start()
    running.update(b"lee")
    running.update(b"ward")
    assert running.hexdigest() == hashlib.sha256(b"leeward").hexdigest() == SIGNAL.examples()[1]


def test_it_is_compared_for_equality_only() -> None:
    assert (SIGNAL.name, SIGNAL.threshold) == ("sha256", 0)
    assert SIGNAL.bits == 4 * len(SIGNAL.examples()[0])


def test_upper_case_and_spaces_around_are_the_same_value() -> None:
    value = SIGNAL.examples()[0]
    assert SIGNAL.normalise(f"  {value.upper()}\n") == value


@pytest.mark.parametrize("cut", [slice(1, None), slice(0, 0)], ids=["one digit short", "empty"])
def test_another_length_is_no_value(cut: slice) -> None:
    with pytest.raises(BadSignal):
        SIGNAL.normalise(SIGNAL.examples()[0][cut])
