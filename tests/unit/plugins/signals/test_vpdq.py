"""What the vpdq signal promises."""

import json

import pytest

from leeward.model.errors import BadSignal
from leeward.model.signals import Signal, View
from leeward.plugins.signals.vpdq import SIGNAL

HASH = "0123456789abcdef" * 4


def test_the_reference_form_is_accepted_and_written_one_way() -> None:
    told = json.dumps([f"{HASH.upper()},100,0.0", f"{HASH},07, 1e+03", f"{HASH},50,1.0006"])
    assert json.loads(SIGNAL.normalise(told)) == [
        f"{HASH},100,0.000",
        f"{HASH},7,1000.000",
        f"{HASH},50,1.001",
    ]


BAD = {
    "no JSON": "nonsense",
    "no list": "{}",
    "no frames": "[]",
    "a number": "[1]",
    "two parts": json.dumps([f"{HASH},100"]),
    "four parts": json.dumps([f"{HASH},100,0,0"]),
    "short hash": json.dumps([f"{HASH[1:]},100,0"]),
    "quality over 100": json.dumps([f"{HASH},101,0"]),
    "negative quality": json.dumps([f"{HASH},-1,0"]),
    "negative time": json.dumps([f"{HASH},1,-1"]),
    "infinite time": json.dumps([f"{HASH},1,inf"]),
    "endless time": json.dumps([f"{HASH},1,1e99"]),
    "nested too deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadSignal):
        SIGNAL.normalise(text)


def test_a_refusal_names_the_frame_but_not_its_value() -> None:
    with pytest.raises(BadSignal) as refused:
        SIGNAL.normalise(json.dumps([f"{HASH},100,0", f"{HASH},999,0"]))
    assert "frame 1 " in str(refused.value)
    assert HASH not in str(refused.value)


def test_frames_keep_quality_view_number_and_time() -> None:
    frame = Signal("pdq", HASH, 88, View.TURNED, 25, 1.0)
    assert list(SIGNAL.of_frames([frame])) == [Signal("vpdq", HASH, 88, View.TURNED, 25, 1.0)]


def test_other_signals_are_no_frames() -> None:
    assert list(SIGNAL.of_frames([Signal("md5", "00" * 16)])) == []
