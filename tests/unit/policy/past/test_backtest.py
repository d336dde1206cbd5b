"""A policy tried on what was decided: every post counted once, judged by people, told by rule."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.parse import parse, parse_bundle
from leeward.policy.past.backtest import MOST_EXAMPLES, Backtest, as_enforced
from leeward.policy.past.posts import Past, Verdict
from leeward.policy.past.report import Change, Report
from leeward.policy.past.shares import Share
from leeward.policy.rules import Mode, Policy, When
from leeward.policy.source.bundle import Bundle
from leeward.policy.values import Facts
from tests.unit.policy.texts import policy, policy_text, rule

RIGHT, WRONG = Verdict.CONFIRMED, Verdict.RELEASED
LISTED: Facts = {
    "match.exact": True,
    "author.age_days": 900,
    "author.is_local": True,
    "author.followers": 5000,
}
CLEAN: Facts = {"match.exact": False, "author.age_days": 1, "author.is_local": False, "author.followers": 2}
OLD = policy(rule("listed", then='["hold", "queue:seen"]'))
YOUNG = rule("young", when='"author.age_days < 7"', then='["hold"]', because='"b"')
NEW = policy(rule("listed", mode='"off"'), YOUNG)


def past(facts: Facts, number: int = 1, verdict: Verdict | None = None, day: int = 0) -> Past:
    """One post, by the account with its number."""
    return Past(number, number + 100 if verdict else None, number, day, verdict, {When.LOOKED: facts})


def tried(new: Policy, old: Policy, *posts: Past) -> Report:
    """The report about these."""
    backtest = Backtest(new, old, count().__next__)
    for one in posts:
        backtest.add(one)
    return backtest.report()


def test_what_changes_is_told_by_action() -> None:
    report = tried(NEW, OLD, past(LISTED, 1), past(CLEAN, 2), past({**LISTED, "author.age_days": 1}, 3))
    assert report.posts == 3
    assert report.caught == Change("caught", newly=1, no_longer=1, unchanged=1)
    assert report.changes == (Change("hold", 1, 1, 1), Change("queue:seen", 0, 2, 0))


def test_a_policy_beside_itself_changes_nothing() -> None:
    report = tried(OLD, OLD, past(LISTED, 1), past(CLEAN, 2))
    assert report.caught == Change("caught", 0, 0, 1)
    assert report.examples == ()
    assert report.accounts.number == 0


def test_people_say_how_often_each_was_right() -> None:
    young = {**CLEAN, "match.exact": True}
    posts = [past(LISTED, 1, RIGHT), past(LISTED, 2, WRONG), past(young, 3, RIGHT), past(CLEAN, 4, WRONG)]
    judged = tried(NEW, OLD, *posts, past(CLEAN, 5)).judged
    assert (judged.old, judged.new) == (Share(2, 3), Share(1, 2))
    assert (judged.newly, judged.no_longer) == (Share(0, 1), Share(1, 2))


def test_accounts_that_it_would_newly_hit_are_counted_once_each() -> None:
    everything = policy(rule("all", when='"match.exact"'))
    none = policy(rule("none", mode='"off"'))
    far = {**LISTED, "author.is_local": False, "author.age_days": 364, "author.followers": 999}
    accounts = tried(
        everything, none, past(LISTED, 1), past(LISTED, 1), past(far, 2), past(CLEAN, 3)
    ).accounts
    assert (accounts.number, accounts.local, accounts.old, accounts.followed) == (2, 1, 1, 1)


def test_a_fact_that_was_never_kept_is_unknown_and_said_so() -> None:
    words = policy(
        rule("words", when="'\"a\" in text.lists or match.exact'", then='["queue:words"]', because='"b"')
    )
    report = tried(words, OLD, past(LISTED, 1), past(CLEAN, 2), past(CLEAN, 3))
    (told,) = report.rules
    assert (told.fired, told.unknown) == (1, 2)
    assert told.missing == (("text.lists", 2),)
    assert told.never == ("text.lists",)
    assert Change("queue:review", 2, 0, 0) in report.changes  # not known is not the same as no


def test_rules_in_shadow_are_told_of_and_catch_nothing_until_they_are_in_force() -> None:
    shadow = policy(rule("listed", mode='"shadow"'))
    report = tried(shadow, shadow, past(LISTED, 1, RIGHT))
    assert report.rules[0].fired == 1
    assert report.rules[0].judged == Share(1, 1)
    assert report.caught == Change("caught", 0, 0, 0)
    enforced = as_enforced(shadow, "listed")
    assert enforced.rules[0].mode is Mode.ENFORCE
    assert enforced.digest != shadow.digest
    assert tried(enforced, shadow, past(LISTED, 1)).caught == Change("caught", 1, 0, 0)


def test_a_label_alone_catches_nobody() -> None:
    label = policy(rule("label", then='["label:seen"]'))
    report = tried(label, policy(rule(mode='"off"')), past(LISTED, 1, RIGHT))
    assert report.changes == (Change("label:seen", 1, 0, 0),)
    assert report.caught == Change("caught", 0, 0, 0)
    assert report.accounts.number == 0
    assert report.judged.new == Share(0, 0)


def test_the_busiest_day_of_a_rule_is_told() -> None:
    posts = [past(LISTED, n, day=day) for n, day in enumerate((1, 1, 1, 2, 2))]
    assert tried(OLD, OLD, *posts).rules[0].busiest == 3


def test_examples_are_few_and_come_from_all_over() -> None:
    none = policy(rule(mode='"off"'))
    report = tried(OLD, none, *(past(LISTED, number) for number in range(1, 501)))
    numbers = [one.decision for one in report.examples]
    assert len(numbers) == MOST_EXAMPLES
    assert max(numbers) > 250
    assert report == tried(OLD, none, *(past(LISTED, number) for number in range(1, 501)))
    assert all(one.is_newly and one.rules == ("listed",) for one in report.examples)
    (lost,) = tried(none, OLD, past(LISTED, 7, WRONG)).examples
    assert (lost.decision, lost.case, lost.is_newly, lost.rules, lost.verdict) == (
        7,
        107,
        False,
        ("listed",),
        WRONG,
    )


def test_posts_without_an_arrival_are_counted_where_a_rule_asks_for_it() -> None:
    early = policy(rule("early", at='"arrival"', when='"author.age_days < 7"', because='"b"'))
    assert tried(early, OLD, past(CLEAN, 1)).without_arrival == 1
    assert tried(OLD, OLD, past(CLEAN, 1)).without_arrival == 0


FACTS = st.fixed_dictionaries(
    {}, optional={"match.exact": st.booleans(), "author.age_days": st.integers(0, 14)}
)


@given(st.lists(st.tuples(FACTS, st.sampled_from([None, RIGHT, WRONG])), max_size=12))
def test_the_other_way_round_newly_and_no_longer_change_places(
    posts: list[tuple[Facts, Verdict | None]],
) -> None:
    made = [past(facts, number, verdict) for number, (facts, verdict) in enumerate(posts)]
    one, other = tried(NEW, OLD, *made), tried(OLD, NEW, *made)
    assert [(c.action, c.newly, c.no_longer, c.unchanged) for c in one.changes] == [
        (c.action, c.no_longer, c.newly, c.unchanged) for c in other.changes
    ]
    assert (one.judged.newly, one.judged.old) == (other.judged.no_longer, other.judged.new)


@pytest.mark.parametrize("share", [1, 99])
def test_a_rule_for_some_accounts_catches_only_those(share: int) -> None:
    some = parse(
        'policy = 1\nname = "Some"\n' + rule("listed", then='["hold"]', share=str(share), because='"b"')
    )
    report = tried(some, policy(rule(mode='"off"')), past({**LISTED, "author.share": 50}))
    assert report.caught.newly == (1 if share == 99 else 0)


def test_a_private_rule_is_named_by_its_digest_and_its_facts_are_not() -> None:
    files = {
        "policy.toml": policy_text(),
        "private/mine.toml": policy_text(
            rule("secret", when="'\"a\" in text.lists or match.exact'", because='"b"')
        ),
    }
    private = parse_bundle(Bundle("policy.toml", files))
    report = tried(private, OLD, past(LISTED, 1), past(CLEAN, 2))
    assert private.rules[0].id == "secret"
    assert "secret" not in repr(report)
    assert "text.lists" not in repr(report)
    assert report.rules[0].rule == f"private {private.rules[0].digest[:12]}"


def test_each_rule_tells_its_new_hits_and_those_it_no_longer_has_whatever_its_mode() -> None:
    wide = policy(rule("listed"), rule("young", when='"author.age_days < 7"', because='"b"', mode='"shadow"'))
    narrow = policy(rule("listed"), rule("young", when='"author.age_days > 800"', because='"b"'))
    report = tried(narrow, wide, past(LISTED, 1), past(CLEAN, 2), past(CLEAN, 3))
    moves = {one.rule: (one.fired, one.newly, one.no_longer) for one in report.rules}
    assert moves == {"listed": (1, 0, 0), "young": (1, 1, 2)}
    fresh = tried(wide, OLD, past(CLEAN, 1))
    assert [(one.rule, one.newly, one.no_longer) for one in fresh.rules] == [
        ("listed", 0, 0),
        ("young", 1, 0),
    ]
