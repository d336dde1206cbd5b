"""Frames are checked once, and have one written form."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.model.findings import Json
from leeward.policy import facts, frames
from leeward.policy.facts import Fact
from leeward.policy.values import NONE, Kind, Value
from tests.unit.policy import conditions


@given(conditions.frames())
def test_a_frame_survives_being_written_and_gives_the_same_bytes(frame: dict[str, Value]) -> None:
    written = frames.to_json(frame)
    assert frames.from_json(written) == frame
    assert frames.to_json(frames.from_json(written)) == written


def test_unknown_facts_are_left_out_and_none_is_not() -> None:
    frame = {"match.exact": None, "match.perceptual_distance": NONE, "media.look": frozenset({"b", "a"})}
    written = frames.to_json(frame)
    assert written == b'{"match.perceptual_distance":{"none":true},"media.look":["a","b"]}'
    assert frames.from_json('{"match.exact": null}') == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("match.exact", 1),
        ("match.exact", NONE),
        ("match.count", True),
        ("match.count", 1.5),
        ("match.count", 2**53),
        ("match.count", "1"),
        ("match.list", 1),
        ("match.list", frozenset({"a"})),
        ("media.look", "looked"),
        ("media.look", frozenset({1})),
    ],
)
def test_a_fact_of_another_type_is_refused_and_not_repeated(name: str, value: Any) -> None:
    with pytest.raises(PolicyError, match=f"{name} must be") as caught:
        frames.checked({name: value})
    assert type(value).__name__ in caught.value.message


def test_a_fact_that_there_is_not_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"no fact match\.exakt") as caught:
        frames.checked({"match.exakt": True})
    assert "match.exact" in caught.value.hint


def test_text_that_is_no_unicode_is_mended() -> None:
    frame: dict[str, Value] = {"server.software": "snac\ud800", "media.look": frozenset({"\udfff"})}
    assert frames.checked(frame) == {"server.software": "snac?", "media.look": frozenset({"?"})}


@pytest.mark.parametrize(
    "written",
    [b"", b"[1]", b"{", b"\xff", b'{"match.count":NaN}', b'{"match.list":{"none":false}}', "[" * 100_000],
)
def test_a_damaged_frame_is_refused(written: bytes | str) -> None:
    with pytest.raises(PolicyError):
        frames.from_json(written)


@pytest.mark.parametrize("told", [{"a": 1}, [1], ["a", None]])
def test_a_stored_value_is_a_value(told: Json) -> None:
    with pytest.raises(PolicyError, match="neither a value nor none"):
        frames.value_from_json(told)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_what_is_checked_is_written_as_rfc_8785_asks(number: float, text: str) -> None:
    fact = Fact("x", Kind.NUMBER, "", "")
    value = frames.fitting(fact, number) if abs(number) < 2**53 else 0
    clean = frames.fitting(facts.REGISTRY["match.list"], text)
    told: Json = {"x": frames.value_to_json(value), "y": frames.value_to_json(clean)}
    assert frames.canonical(told) == rfc8785.dumps(told)
    assert json.loads(frames.canonical(told)) == told


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300])
def test_a_number_out_of_all_bounds_is_refused(number: float) -> None:
    with pytest.raises(PolicyError, match="must be a number"):
        frames.fitting(Fact("x", Kind.NUMBER, "", ""), number)
