"""When a rule is held back: by its limit, a quota, its newness or people's verdicts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.evaluate import Evaluation, evaluate
from leeward.policy.frames import checked
from leeward.policy.rules import Per, Policy
from leeward.policy.watch.brakes import (
    Kind,
    SoFar,
    Tally,
    Used,
    acts,
    by_hand,
    called,
    is_overturned,
    is_too_keen,
    overturned,
    period,
    stops_known_media,
    tally,
)
from tests.unit.policy.texts import policy, rule

NOON = datetime(2026, 5, 6, 12, 30, 7, tzinfo=UTC)  # a Wednesday


def _limited(most: int = 3) -> Policy:
    return policy(rule(limit=f'{{ per = "day", most = {most} }}'), rule("two", then='["queue:b"]'))


def _asked(told: Tally, hit: bool = True) -> Evaluation:
    """What the policy says of one more post."""
    facts = checked({"match.exact": hit, "match.perceptual": hit, "match.list": "stand-ins"})
    evaluation = evaluate(told.policy, facts, told.demoted())
    told.count(evaluation)
    return evaluation


def _acts(told: Tally, posts: int) -> list[bool]:
    """Of each post whether it was held."""
    return ["hold" in [wish.action for wish in _asked(told).actions] for _ in range(posts)]


@pytest.mark.parametrize(
    ("per", "begin", "end"),
    [
        (Per.HOUR, "2026-05-06T12:00", "2026-05-06T13:00"),
        (Per.DAY, "2026-05-06T00:00", "2026-05-07T00:00"),
        (Per.WEEK, "2026-05-04T00:00", "2026-05-11T00:00"),
    ],
)
def test_a_period_is_an_hour_a_day_or_a_week_from_monday(per: Per, begin: str, end: str) -> None:
    assert period(per, NOON) == (
        datetime.fromisoformat(f"{begin}+00:00"),
        datetime.fromisoformat(f"{end}+00:00"),
    )


@given(st.sampled_from(Per), st.integers(0, 2**32).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_every_moment_is_in_its_own_period(per: Per, at: datetime) -> None:
    begin, end = period(per, at)
    assert begin <= at < end
    assert period(per, begin) == (begin, end)


@given(st.integers(1, 9), st.integers(0, 30), st.integers(0, 3), st.integers(0, 40))
def test_a_rule_acts_exactly_as_often_as_its_limit_says(most: int, used: int, lifts: int, posts: int) -> None:
    known = _limited(most)
    told = tally(known, {"one": SoFar(used=used, lifts=lifts)}, {}, NOON)
    left = max(0, most * (1 + lifts) - used)
    assert _acts(told, posts) == [place < left for place in range(posts)]
    assert [one.kind for one in told.strikes] == [Kind.LIMIT] * (0 < left <= posts)
    assert told.demoted() == (frozenset({"one"}) if posts >= left else frozenset())


def test_only_hits_in_force_use_a_limit_up() -> None:
    told = tally(_limited(), {"one": SoFar(is_promoted=False)}, {}, NOON)
    assert _acts(told, 5) == [False] * 5
    assert not told.strikes
    one = told.policy.rules[0]
    assert (told.asked[one.core, False], told.fired[one.core, True]) == (5, 0)


@given(st.integers(1, 9), st.integers(0, 12), st.integers(0, 2), st.integers(0, 20))
def test_a_quota_is_of_all_rules_together_and_exact(most: int, used: int, lifts: int, posts: int) -> None:
    near = '"match.perceptual"'
    parts = [
        rule(when=near),
        rule("two", when=near, then='["hold", "label:b"]'),
        rule("three", then='["queue:c"]'),
    ]
    known = policy(f"\n[quota]\nhold = {most}\n", *parts)
    told = tally(known, {}, {"hold": Used(used, lifts)}, NOON)
    left = max(0, most * (1 + lifts) - used)
    assert _acts(told, posts) == [place < left for place in range(posts)]
    assert [(one.kind, one.subject) for one in told.strikes] == [(Kind.QUOTA, "hold")] * (0 < left <= posts)
    assert told.demoted() == (frozenset({"one", "two"}) if posts >= left else frozenset())


def test_whoever_uses_a_quota_up_does_not_open_the_door_for_known_media() -> None:
    near = rule("near", when='"match.perceptual"')
    told = tally(policy("\n[quota]\nhold = 2\n", rule(), near), {}, {"hold": Used(2)}, NOON)
    assert told.demoted() == {"near"}
    assert all(_acts(told, 9))


@given(st.lists(st.booleans(), max_size=60))
def test_a_new_rule_acts_until_it_hits_too_much(hits: list[bool]) -> None:
    told = tally(policy(rule()), {"one": SoFar(is_new=True, asked=100, fired=1)}, {}, NOON)
    fired, stopped = 1, False
    for place, hit in enumerate(hits, 101):
        said = _asked(told, hit)
        assert bool(said.actions) == (hit and not stopped)
        fired += hit and not stopped
        stopped = stopped or (hit and fired >= 5 and fired > 0.02 * place)
        assert told.demoted() == (frozenset({"one"}) if stopped else frozenset())


@pytest.mark.parametrize(
    ("then", "does"),
    [
        ('["queue:b"]', False),
        ('["queue:b", "label:c", "alarm"]', False),
        ('["hold"]', True),
        ('["queue:b", "mark-sensitive"]', True),
        ('["file-report"]', True),
        ('["preserve-request"]', True),
    ],
)
def test_a_new_rule_that_only_brings_posts_to_people_may_bring_many(then: str, does: bool) -> None:
    told = tally(policy(rule(then=then)), {"one": SoFar(is_new=True)}, {}, NOON)
    for _ in range(9):
        _asked(told)
    assert acts(told.policy.rules[0]) is does
    assert told.demoted() == (frozenset({"one"}) if does else frozenset())


def test_what_is_proposed_to_people_or_done_when_unknown_is_told_apart() -> None:
    proposes = rule(then='["remove", "queue:b"]', human='"one"')
    holds_blindly = rule("two", then='["queue:b"]', on_unknown='["hold"]')
    assert [acts(one) for one in policy(proposes, holds_blindly).rules] == [False, True]


def test_a_rule_that_is_not_new_may_hit_as_much_as_it_likes() -> None:
    told = tally(policy(rule()), {"one": SoFar(asked=100, fired=90)}, {}, NOON)
    assert all(_acts(told, 20))


@pytest.mark.parametrize(
    ("asked", "fired", "too_much"),
    [(4, 4, False), (5, 5, True), (250, 5, False), (249, 5, True), (1000, 20, False), (1000, 21, True)],
)
def test_a_new_rule_needs_five_hits_and_more_than_one_in_fifty(
    asked: int, fired: int, too_much: bool
) -> None:
    assert is_too_keen(asked, fired) is too_much


@pytest.mark.parametrize(
    ("verdicts", "held"),
    [("", False), ("oooo", False), ("ooooo", True), ("ooookkkkkk", False), ("ooookkkkkkoooo", False)],
)
def test_five_of_the_last_ten_verdicts_hold_a_rule_back(verdicts: str, held: bool) -> None:
    assert is_overturned([one == "o" for one in verdicts]) is held


@given(st.lists(st.booleans(), max_size=30), st.lists(st.booleans(), max_size=30))
def test_only_the_last_ten_verdicts_count(newest: list[bool], older: list[bool]) -> None:
    newest += [False] * max(0, 10 - len(newest))
    assert is_overturned(newest + older) == is_overturned(newest) == (sum(newest[:10]) >= 5)


def test_what_was_held_before_stays_held_and_tells_nobody_again() -> None:
    told = tally(_limited(), {"one": SoFar(used=3), "two": SoFar(is_braked=True)}, {}, NOON)
    assert told.demoted() == {"one", "two"}
    assert not any(_acts(told, 3))
    assert not told.strikes


def test_what_is_unknown_counts_as_no_answer() -> None:
    told = tally(_limited(), {}, {}, NOON)
    told.count(evaluate(told.policy, checked({}), told.demoted()))
    assert not told.asked
    assert told.unknown == {(one.core, True): 1 for one in told.policy.rules}


def test_a_limit_ends_with_its_period_and_other_brakes_with_a_person() -> None:
    limited = rule(limit='{ per = "day", most = 1 }')
    told = tally(policy(limited, rule("two")), {"two": SoFar(is_new=True)}, {}, NOON)
    _acts(told, 5)
    ends = {one.kind: one.until for one in told.strikes}
    assert ends == {Kind.LIMIT: NOON.replace(hour=0, minute=0, second=0) + timedelta(days=1), Kind.NEW: None}


def test_a_brake_on_known_media_says_so_loudly() -> None:
    loud, quiet = policy(rule(), rule("two", when='"media.unlooked > 0"', because='"So it is."')).rules
    assert (stops_known_media(loud), stops_known_media(quiet)) == (True, False)
    assert "KNOWN MEDIA" in by_hand(loud, "too much").said
    assert "KNOWN MEDIA" not in by_hand(quiet, "too much").said
    assert "5 of its last 6" in overturned(quiet, [True] * 5 + [False]).said


def test_a_private_rule_is_called_by_its_digest_alone() -> None:
    (known,) = policy(rule()).rules
    assert called(known) == "one"
    object.__setattr__(known, "is_private", True)
    assert called(known) == f"private-{known.digest[:12]}"
    assert "one" not in by_hand(known, "x").said.split()
