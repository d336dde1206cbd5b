"""What was known of a post, by moment."""

from leeward.policy.past.posts import Past
from leeward.policy.rules import When


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
