"""Clips in a list."""

import json

import pytest

from leeward.model.banks import BankEntry
from leeward.model.errors import BadSignal
from leeward.pipeline.match.clips import Clip, Clips
from leeward.plugins import loader
from leeward.plugins.signals.protocol import ClipSignal

A, B = "f0" * 32, "0f" * 32


@pytest.fixture
def clips() -> Clips:
    signal = loader.signal("vpdq")
    assert isinstance(signal, ClipSignal)
    return Clips(signal, loader.signal("pdq"))


def test_a_whole_clip_keeps_its_distinct_clear_frames(clips: Clips) -> None:
    value = json.dumps([f"{A},100,0.0", f"{B},49,1.0", f"{A},50,2.0"])
    assert clips.take(BankEntry("vpdq", value, "clip", "note", 1)) == Clip(
        (bytes.fromhex(A),), "clip", "note"
    )


def test_frames_on_lines_of_their_own_come_together_under_their_name(clips: Clips) -> None:
    for value, entry in [(A, "one"), (B, "two"), (B, "one"), (A.upper(), "one")]:
        assert clips.take(BankEntry("vpdq", value, entry, None, 1)) is None
    assert list(clips.rest()) == [
        Clip((bytes.fromhex(A), bytes.fromhex(B)), "one", None),
        Clip((bytes.fromhex(B),), "two", None),
    ]


@pytest.mark.parametrize(("value", "entry"), [("[]", "e"), ("[1]", "e"), (A[:-1], "e"), (A, None), ("", "e")])
def test_what_is_neither_clip_nor_named_frame_is_a_bad_signal(
    clips: Clips, value: str, entry: str | None
) -> None:
    with pytest.raises(BadSignal) as refused:
        clips.take(BankEntry("vpdq", value, entry, None, 1))
    assert A[:-1] not in refused.value.message
