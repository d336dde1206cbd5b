"""What every signal plug-in does, whoever wrote it."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.errors import BadSignal
from leeward.plugins import loader
from leeward.plugins.signals.protocol import ClipSignal, FileSignal, PictureSignal, SignalType

EVERY = pytest.mark.parametrize("kind", list(loader.signals()), ids=lambda kind: kind.name)
UNTRUE = ("", " ", "zz", "0" * 15, "harbour-bridge-secret", "[", "\x00", "é" * 64, "0" * 63 + "g", "[" * 5000)


def test_there_are_signals_to_test() -> None:
    assert {"md5", "sha1", "sha256", "vpdq"} <= {kind.name for kind in loader.signals()}


@EVERY
def test_it_is_named_as_its_module(kind: SignalType) -> None:
    assert loader.signal(kind.name) is kind


@EVERY
def test_it_is_a_digest_or_of_pictures_or_of_clips(kind: SignalType) -> None:
    assert sum(isinstance(kind, family) for family in (FileSignal, PictureSignal, ClipSignal)) == 1


@EVERY
def test_it_has_a_line_for_people(kind: SignalType) -> None:
    assert kind.title
    assert kind.title.isprintable()


@EVERY
def test_its_threshold_is_within_its_bits(kind: SignalType) -> None:
    assert 0 <= kind.threshold < kind.bits
    assert kind.bits % 8 == 0


@EVERY
def test_it_has_two_examples_and_they_normalise(kind: SignalType) -> None:
    values = {kind.normalise(example) for example in kind.examples()}
    assert len(values) >= 2


@EVERY
def test_normalising_twice_changes_nothing(kind: SignalType) -> None:
    for example in kind.examples():
        value = kind.normalise(example)
        assert kind.normalise(value) == value


@EVERY
def test_upper_case_and_spaces_around_are_the_same_value(kind: SignalType) -> None:
    for example in kind.examples():
        assert kind.normalise(f" {example.upper()}\n") == kind.normalise(example)


@EVERY
@pytest.mark.parametrize("text", UNTRUE, ids=range(len(UNTRUE)))
def test_a_text_that_is_no_value_is_refused_without_repeating_it(kind: SignalType, text: str) -> None:
    with pytest.raises(BadSignal) as refused:
        kind.normalise(text)
    told = f"{refused.value.message} {refused.value.hint}"
    assert told.strip().isprintable()
    assert len(text.strip()) < 3 or text not in told


@EVERY
@given(text=st.text(max_size=80) | st.text("0123456789abcdefABCDEF", max_size=80))
@settings(max_examples=60)
def test_no_text_brings_it_down(kind: SignalType, text: str) -> None:
    with contextlib.suppress(BadSignal):
        value = kind.normalise(text)
        assert kind.normalise(value) == value


@EVERY
def test_a_digest_is_of_its_length_and_does_not_depend_on_the_pieces(kind: SignalType) -> None:
    if not isinstance(kind, FileSignal):
        return
    whole, pieces = kind.start(), kind.start()
    whole.update(b"harbour bridge")
    for byte in b"harbour bridge":
        pieces.update(bytes([byte]))
    assert whole.hexdigest() == pieces.hexdigest() == kind.normalise(whole.hexdigest())
    assert 4 * len(whole.hexdigest()) == kind.bits


@EVERY
def test_a_clip_signal_is_made_from_a_picture_signal_that_exists(kind: SignalType) -> None:
    if isinstance(kind, ClipSignal) and kind.frame_kind in loader.names("signals"):
        assert isinstance(loader.signal(kind.frame_kind), PictureSignal)
