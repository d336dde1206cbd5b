"""Asking many rules of several policies agrees with what each policy says alone."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse
from leeward.policy.past.asking import Asker, asked_of, enforced, in_force, key_of
from leeward.policy.past.posts import Past
from leeward.policy.rules import Mode, Policy, When
from leeward.policy.values import Facts

ONE = """policy = 1
name = "One"
[[rule]]
id = "listed"
title = "t"
mode = "enforce"
when = "match.exact"
then = ["hold", "queue:child-safety"]
because = "b"
[[rule]]
id = "young"
title = "t"
mode = "MODE"
when = "author.age_days < AGE"
share = 50
then = ["label:young"]
because = "b"
[[rule]]
id = "final"
title = "t"
mode = "enforce"
when = "author.followers < 3"
then = ["remove", "label:few"]
human = "one"
queue = "gravest"
because = "b"
[[rule]]
id = "early"
title = "t"
at = "arrival"
mode = "enforce"
when = "author.age_days < 2"
then = ["mark-sensitive"]
because = "b"
"""
FIRST = parse(ONE.replace("MODE", "enforce").replace("AGE", "7"))
SECOND = parse(ONE.replace("MODE", "shadow").replace("AGE", "7"))
THIRD = parse(ONE.replace("MODE", "enforce").replace("AGE", "9"))
FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {},
    optional={
        "match.exact": st.booleans(),
        "author.age_days": st.integers(0, 10),
        "author.share": st.integers(0, 99),
        "author.followers": st.integers(0, 5),
    },
)


def _alone(policy: Policy, facts: Facts) -> set[str]:
    found = set()
    for at in When:
        evaluation = evaluate(policy, facts, at=at)
        found |= {wish.action for wish in evaluation.actions}
        rules = (policy.rule(name) for one in evaluation.proposals for name in one.rules)
        found |= {action.text for rule in rules if rule for action in rule.fallback}
    return found


@given(FACTS)
def test_each_policy_asks_for_what_it_asks_for_alone(facts: Facts) -> None:
    asker = Asker(asked_of(FIRST, SECOND, THIRD), count().__next__)
    said = asker.ask(Past(1, None, 0, 0, None, {When.LOOKED: facts, When.ARRIVAL: facts}))
    for policy in (FIRST, SECOND, THIRD):
        assert enforced(in_force(policy), said) == _alone(policy, facts)


def test_what_policies_share_is_asked_once_whatever_its_mode() -> None:
    assert len(asked_of(FIRST, SECOND)) == len(FIRST.rules)
    assert len(asked_of(FIRST, SECOND, THIRD)) == len(FIRST.rules) + 1
    assert all(rule.mode is Mode.ENFORCE for rule in asked_of(SECOND))
    first, second = FIRST.rule("young"), SECOND.rule("young")
    assert first
    assert second
    assert key_of(first) == key_of(second)


def test_one_post_of_some_is_timed_and_timing_changes_nothing() -> None:
    asker = Asker(asked_of(FIRST), count().__next__, every=4)
    past = Past(1, None, 0, 0, None, {When.LOOKED: {"match.exact": True}})
    assert len({tuple(asker.ask(past).items()) for _ in range(8)}) == 1
    assert asker.timed == 2
    assert asker.spent == {rule.core: 2 for rule in FIRST.rules}
