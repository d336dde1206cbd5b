"""What is remembered of one post."""

import pytest

from leeward.policy.community.clusters import Call
from leeward.policy.community.events import Group, Held, Review
from leeward.policy.community.subjects import Subject
from leeward.policy.community.weight import WhyNot
from tests.unit.policy.community.stories import day

GENERAL, SAFETY = Group.GENERAL, Group.CHILD_SAFETY


def _subject(*times: float) -> Subject:
    calls = {f"local:{at}": Call(day(at), f"local:{at}", f"local:{at}") for at in times}
    return Subject(calls={GENERAL: calls})


@pytest.mark.parametrize(("hidden", "judged", "early"), [(None, 9, 4), (2, 9, 3), (9, 1, 2), (1, 2, 2)])
def test_only_complaints_up_to_the_hold_and_the_first_verdict_are_early(
    hidden: float | None, judged: float, early: int
) -> None:
    subject = _subject(0, 1, 2, 3)
    if hidden is not None:
        subject.hide(day(hidden))
    subject.review(day(judged), [GENERAL], Review.UNCLEAR)
    subject.review(day(99), [GENERAL], Review.UPHELD)
    assert len(subject.early(GENERAL)) == early


def test_the_first_time_that_it_was_hidden_counts() -> None:
    subject = Subject()
    subject.hide(day(1))
    subject.hide(day(5))
    assert subject.hidden_at == day(1)


def test_the_same_verdict_is_new_once_in_each_group() -> None:
    subject = _subject()
    assert subject.review(day(0), [GENERAL], Review.UPHELD) == (GENERAL,)
    assert subject.review(day(1), list(Group), Review.UPHELD) == (SAFETY,)
    assert subject.review(day(2), list(Group), Review.UPHELD) == ()
    assert subject.review(day(2), [GENERAL], Review.REJECTED) == (GENERAL,)


def test_a_post_that_people_let_pass_or_that_was_held_is_not_held_again() -> None:
    subject = _subject()
    assert subject.obstacle(GENERAL) is None
    subject.held[GENERAL] = Held(day(0), "x", GENERAL, ())
    assert subject.obstacle(GENERAL) is WhyNot.HELD_BEFORE
    assert subject.obstacle(SAFETY) is None
    subject.review(day(1), [GENERAL], Review.UPHELD)
    assert subject.obstacle(GENERAL) is WhyNot.UPHELD
    subject.review(day(2), [GENERAL], Review.REJECTED)
    assert subject.obstacle(GENERAL) is WhyNot.EXONERATED


def test_groups_come_in_one_order() -> None:
    subject = Subject(calls={GENERAL: {}, SAFETY: {}})
    assert subject.groups() == (SAFETY, GENERAL)
