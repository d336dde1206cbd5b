"""What was decided can be decided again, to the byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy import frames
from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse
from leeward.policy.record import from_json, to_json
from leeward.policy.rules import Policy, When
from leeward.policy.values import NONE, Value
from tests.unit.policy import conditions
from tests.unit.policy.drawn import policies
from tests.unit.policy.texts import policy, rule


@given(policies(), conditions.frames(), st.sets(st.sampled_from(["r0", "r1"])))
def test_a_replay_from_stored_facts_gives_the_same_bytes(
    text: str, facts: dict[str, Value], demoted: set[str]
) -> None:
    first = to_json(evaluate(parse(text), facts, frozenset(demoted)))
    stored = frames.to_json(facts)
    kept = from_json(first)
    again = evaluate(parse(text), frames.from_json(stored), frozenset(kept.demoted))
    assert to_json(again) == first
    assert kept == again


def _some() -> Policy:
    return policy(
        rule(), rule("two", when='"match.perceptual_distance <= 31"', then='["remove"]', human='"one"')
    )


def test_the_written_form_is_canonical_json_in_which_null_is_unknown() -> None:
    written = to_json(evaluate(_some(), {"match.perceptual_distance": NONE}))
    told = json.loads(written)
    assert frames.canonical(told) == written
    assert told["outcomes"][0]["trace"] == [["match.exact", [None], None]]
    assert told["outcomes"][1]["trace"] == [["match.perceptual_distance <= 31", [{"none": True}], False]]


def test_a_record_from_before_rules_had_a_moment_is_of_a_look() -> None:
    early = policy(rule(at='"arrival"', when='"media.count > 0"', because='"New."'))
    told = json.loads(to_json(evaluate(early, {}, at=When.ARRIVAL)))
    assert from_json(json.dumps(told)).at is When.ARRIVAL
    del told["at"]
    assert from_json(json.dumps(told)).at is When.LOOKED


def _damage(told: dict[str, object], damage: str) -> object:
    outcomes = told["outcomes"]
    assert isinstance(outcomes, list)
    if damage == "trace":
        outcomes[0]["trace"] = [["match.exact", None, "true"]]
    elif damage == "state":
        outcomes[0]["state"] = "perhaps"
    elif damage == "extra":
        told["more"] = 1
    elif damage == "missing":
        del told["actions"]
    return [] if damage == "list" else told


@pytest.mark.parametrize("damage", ["trace", "state", "extra", "missing", "list"])
def test_a_damaged_record_is_refused(damage: str) -> None:
    told = _damage(json.loads(to_json(evaluate(_some(), {}))), damage)
    with pytest.raises(PolicyError, match="stored"):
        from_json(json.dumps(told))


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_what_is_no_record_is_refused(written: bytes | str) -> None:
    with pytest.raises(PolicyError):
        from_json(written)
