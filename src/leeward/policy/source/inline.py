"""Runs the tests that stand in a policy."""

from collections.abc import Iterator
from dataclasses import dataclass

from leeward.policy.actions import Action
from leeward.policy.evaluate import Evaluation, evaluate, outcome
from leeward.policy.past.explain import explain
from leeward.policy.rules import InlineTest, Policy, State


@dataclass(frozen=True, slots=True)
class Result:
    """How one test went. problems: what was expected and what came instead; empty: passed.

    story: the whole evaluation in words, for a test that failed.
    """

    test: InlineTest
    problems: tuple[str, ...]
    story: tuple[str, ...]

    @property
    def has_passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.problems


def run(policy: Policy) -> tuple[Result, ...]:
    """Each test of a policy, in the order written. A rule is tested whatever its mode."""
    return tuple(_result(policy, test) for test in policy.tests)


def _result(policy: Policy, test: InlineTest) -> Result:
    evaluation = evaluate(policy, test.facts, at=test.at)
    problems = [*_state(policy, test), *_actions(test.then, evaluation)]
    return Result(test, tuple(problems), explain(evaluation) if problems else ())


def _state(policy: Policy, test: InlineTest) -> list[str]:
    rule = policy.rule(test.rule) if test.rule else None
    if rule is None or test.expect is None:
        return []
    state = outcome(rule, test.facts).state
    return [] if state is test.expect else [f"rule {rule.id}: expected {test.expect}, got {state}"]


def _actions(expected: tuple[Action, ...] | None, evaluation: Evaluation) -> Iterator[str]:
    got = tuple(wish.action for wish in evaluation.actions)
    if expected is None or tuple(map(str, expected)) == got:
        return
    wanted = tuple(map(str, expected))
    yield f"expected {', '.join(wanted) or 'nothing'}; got {', '.join(got) or 'nothing'}"
    yield from _left_out(frozenset(got) - frozenset(wanted), evaluation)


def _left_out(surplus: frozenset[str], evaluation: Evaluation) -> Iterator[str]:
    """The usual reason for more than was expected: a rule asks for what the test does not tell."""
    for told in evaluation.outcomes:
        asked = [one.action for one in evaluation.actions if one.action in surplus and told.rule in one.rules]
        if asked and told.state is State.UNKNOWN:
            facts = ", ".join(told.unknown)
            yield (
                f"rule {told.rule} asks for {', '.join(asked)} because this test does not tell {facts}: "
                "say it under facts, or give the rule an on_unknown"
            )
