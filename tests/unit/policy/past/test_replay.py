"""A stored decision is made again, to the same bytes, from nothing but what was stored."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy import frames, record
from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse
from leeward.policy.past.replay import Again, Stored, again, replay
from leeward.policy.rules import When
from leeward.policy.values import NONE, Frame

POLICY = parse("""policy = 1
name = "Small"
[[rule]]
id = "listed"
title = "Listed"
mode = "enforce"
when = "match.exact and author.age_days < 30"
then = ["hold"]
because = "On {match.list}, distance {match.perceptual_distance}."
[[rule]]
id = "new"
title = "New"
mode = "enforce"
at = "arrival"
when = "author.age_days < 7"
then = ["hold"]
because = "{author.age_days} days old."
""")
FRAMES: st.SearchStrategy[Frame] = st.fixed_dictionaries(
    {},
    optional={
        "match.exact": st.booleans() | st.none(),
        "author.age_days": st.integers(0, 5000),
        "match.list": st.text(st.characters(exclude_categories=["Cs"]), max_size=9) | st.just(NONE),
        "match.perceptual_distance": st.integers(0, 256) | st.just(NONE),
        "flag.score": st.floats(0, 1e6, allow_nan=False),
        "media.look": st.frozensets(st.sampled_from(["looked", "vanished"])),
    },
)


def _stored(frame: Frame, demoted: frozenset[str] = frozenset(), at: When = When.LOOKED) -> Stored:
    written = frames.to_json(frame).decode()
    return Stored(written, record.to_json(evaluate(POLICY, frame, demoted, at)).decode())


def _laid_out(text: str) -> str:
    """As a database does: other spaces, keys in another order."""
    told = json.loads(text)
    return json.dumps(dict(sorted(told.items(), key=lambda one: (len(one[0]), one[0]))), indent=1)


@given(FRAMES, st.sampled_from([frozenset(), frozenset({"listed"})]), st.sampled_from(When))
def test_every_decision_comes_out_the_same_however_the_database_lays_it_out(
    frame: Frame, demoted: frozenset[str], at: When
) -> None:
    stored = _stored(frame, demoted, at)
    kept = Stored(_laid_out(stored.frame), _laid_out(stored.evaluation))
    assert replay(POLICY, kept) == stored.evaluation.encode()
    assert again(POLICY, kept) is Again.SAME


@pytest.mark.parametrize(
    ("was", "became"),
    [('"state":"fired"', '"state":"not"'), ("On l, ", "On m, "), ('"demoted":[]', '"demoted":["listed"]')],
)
def test_one_changed_value_in_the_record_is_noticed(was: str, became: str) -> None:
    stored = _stored({"match.exact": True, "author.age_days": 3, "match.list": "l"})
    assert was in stored.evaluation
    assert again(POLICY, Stored(stored.frame, stored.evaluation.replace(was, became))) is Again.DIFFERENT


def test_a_changed_fact_is_noticed() -> None:
    stored = _stored({"match.exact": True, "author.age_days": 3, "match.list": "l"})
    changed = stored.frame.replace('"author.age_days":3', '"author.age_days":4')
    assert again(POLICY, Stored(changed, stored.evaluation)) is Again.DIFFERENT


@pytest.mark.parametrize(
    "stored",
    [
        Stored('{"no.such_fact":1}', '{"demoted":[]}'),
        Stored("{}", '{"demoted":[],"at":"some day"}'),
        Stored("{}", "[]"),
        Stored("[]", '{"demoted":[]}'),
    ],
    ids=["a fact of another version", "a moment of another version", "no evaluation", "no frame"],
)
def test_what_this_version_has_no_words_for_is_neither_same_nor_different(stored: Stored) -> None:
    assert again(POLICY, stored) is Again.IMPOSSIBLE
    with pytest.raises(PolicyError):
        replay(POLICY, stored)


def test_without_its_policy_nothing_can_be_made_again() -> None:
    assert again(None, _stored({})) is Again.IMPOSSIBLE
