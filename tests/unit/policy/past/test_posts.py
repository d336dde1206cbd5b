"""What was known of a post, by moment."""

import pytest
from hypothesis import given

from leeward.model.errors import PolicyError
from leeward.policy import frames
from leeward.policy.past.posts import Past, known_of
from leeward.policy.rules import When
from leeward.policy.values import Frame
from tests.unit.policy.past.test_replay import FRAMES


def test_where_an_arrival_was_not_decided_what_looking_told_is_not_taken_for_known() -> None:
    past = Past(
        1, None, 0, 0, None, {When.LOOKED: {"match.exact": True, "author.age_days": 3, "media.count": 1}}
    )
    assert past.known(When.ARRIVAL) == {"author.age_days": 3, "media.count": 1}
    assert past.known(When.LOOKED) == past.facts


def test_where_it_was_what_was_known_then_counts() -> None:
    past = Past(
        1, None, 0, 0, None, {When.LOOKED: {"author.age_days": 3}, When.ARRIVAL: {"author.age_days": 2}}
    )
    assert past.known(When.ARRIVAL) == {"author.age_days": 2}
    assert past.facts == {"author.age_days": 3}


def test_a_post_that_nobody_could_look_at_yet_was_never_asked_as_looked_at() -> None:
    past = Past(1, None, 0, 0, None, {When.ARRIVAL: {"author.age_days": 2}})
    assert past.known(When.LOOKED) is None
    assert past.facts == {"author.age_days": 2}


@given(FRAMES)
def test_a_frame_is_read_as_it_was_written(frame: Frame) -> None:
    written = frames.to_json(frame).decode()
    assert known_of(written) == frames.from_json(written)


def test_what_this_version_knows_otherwise_or_not_at_all_is_unknown() -> None:
    told = '{"match.exact":"yes","no.such":1,"author.age_days":true,"author.followers":7,"match.list":[]}'
    assert known_of(told) == {"author.followers": 7}
    with pytest.raises(PolicyError):
        known_of("[]")
    with pytest.raises(PolicyError):
        known_of("{")
