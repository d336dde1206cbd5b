"""A finding survives the way between two processes, and nothing else does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.findings import Finding, Json, from_json, to_json
from leeward.model.look import Look
from leeward.model.signals import Signal, View

TEXT = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
SIGNALS = st.builds(
    Signal,
    kind=st.sampled_from(["md5", "pdq", "vpdq"]),
    value=st.text("0123456789abcdef", min_size=2, max_size=64),
    quality=st.none() | st.integers(0, 100),
    view=st.sampled_from(View),
    frame=st.none() | st.integers(0, 10_000),
    at_s=st.none() | st.floats(0, 1e6),
)
FINDINGS = st.builds(
    Finding,
    look=st.sampled_from([look for look in Look if look is not Look.LOOKED]),
    reason=TEXT,
    size=st.integers(0, 2**40),
    media_type=st.none() | st.just("image/jpeg"),
    signals=st.lists(SIGNALS, max_size=3).map(tuple),
    member=st.none() | TEXT,
)
GOOD = Finding(
    Look.LOOKED, None, 3, "image/png", (Signal("pdq", "0f" * 32, 88, View.SHOWN, 2, 1.5),), "a/b.png"
)


@given(FINDINGS)
def test_what_is_told_is_what_is_read(finding: Finding) -> None:
    assert from_json(json.loads(json.dumps(to_json(finding)))) == finding


def test_a_looked_finding_is_read_back() -> None:
    assert from_json(to_json(GOOD)) == GOOD


WRONG: dict[str, dict[str, Json]] = {
    "unknown look": {"look": "fine"},
    "looked with a reason": {"reason": "because"},
    "unlooked without a reason": {"look": "unreadable"},
    "negative size": {"size": -1},
    "size is a truth": {"size": True},
    "size is no whole number": {"size": 1.0},
    "media type with a line end": {"media_type": "image/png\n"},
    "member with a control character": {"member": "a\x1b[2J"},
    "member too long": {"member": "a" * 5000},
    "signals are no list": {"signals": {}},
    "too many signals": {"signals": [None] * 200_001},
    "one field too many": {"more": 1},
}
WRONG_SIGNAL: dict[str, dict[str, Json]] = {
    "value in upper case": {"value": "AB"},
    "value is no text": {"value": 12},
    "kind with a path": {"kind": "../md5"},
    "quality over 100": {"quality": 101},
    "unknown view": {"view": "upside"},
    "negative frame": {"frame": -1},
    "time is not a number": {"at_s": float("nan")},
    "time is a truth": {"at_s": True},
    "negative time": {"at_s": -0.5},
    "one field too many": {"more": 1},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_finding_that_is_not_well_formed_is_refused(change: dict[str, Json]) -> None:
    with pytest.raises(ValueError):
        from_json({**to_json(GOOD), **change})


@pytest.mark.parametrize("change", WRONG_SIGNAL.values(), ids=WRONG_SIGNAL.keys())
def test_a_signal_that_is_not_well_formed_is_refused(change: dict[str, Json]) -> None:
    told = to_json(GOOD)
    assert isinstance(told["signals"], list)
    assert isinstance(told["signals"][0], dict)
    told["signals"][0].update(change)
    with pytest.raises(ValueError):
        from_json(told)


@pytest.mark.parametrize("told", [None, [], "x", 1, {}], ids=repr)
def test_what_is_no_finding_at_all_is_refused(told: Json) -> None:
    with pytest.raises(ValueError):
        from_json(told)
