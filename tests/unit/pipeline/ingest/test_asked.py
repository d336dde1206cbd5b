"""What a worker is asked for."""

import pytest

from leeward.model.errors import ConfigError
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.pipeline.ingest.asked import Asked


def clock() -> float:
    return 0.0


def test_signals_are_sorted_by_what_they_are_made_from() -> None:
    asked = Asked.of({"signals": ["sha256", "vpdq", "pdq", "md5"]}, clock)
    assert [kind.name for kind in asked.digests] == ["sha256", "md5"]
    assert [kind.name for kind in asked.pictures] == ["pdq"]
    assert [kind.name for kind in asked.clips] == ["vpdq"]


def test_what_clip_signals_are_made_of_is_loaded_even_if_not_asked_for() -> None:
    asked = Asked.of({"signals": ["vpdq"]}, clock)
    assert asked.pictures == ()
    assert [kind.name for kind in asked.frame_kinds] == ["pdq"]


def test_nothing_asked_is_the_default() -> None:
    assert Asked.of({}, clock) == Asked(Limits(), (), (), (), (), False, 0, clock)


def test_limits_are_taken_field_by_field() -> None:
    asked = Asked.of({"limits": {"frames": 7}, "dihedral": True, "first_member": 3}, clock)
    assert asked.limits == Limits(frames=7)
    assert (asked.dihedral, asked.first_member) == (True, 3)


WRONG: dict[str, dict[str, Json]] = {
    "unknown signal": {"signals": ["harbour"]},
    "signal with a path": {"signals": ["../md5"]},
    "signals are no list": {"signals": "md5"},
    "unknown limit": {"limits": {"patience": 3}},
    "limits are no object": {"limits": []},
    "first member is no number": {"first_member": "one"},
}


@pytest.mark.parametrize("ask", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_understood_is_refused(ask: dict[str, Json]) -> None:
    with pytest.raises(ConfigError):
        Asked.of(ask, clock)
