"""Runs the tests that stand in a policy."""

from dataclasses import dataclass

from leeward.policy.actions import Action
from leeward.policy.evaluate import evaluate, outcome
from leeward.policy.past.explain import explain
from leeward.policy.rules import InlineTest, Policy


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
    problems = [*_state(policy, test), *_actions(test.then, tuple(w.action for w in evaluation.actions))]
    return Result(test, tuple(problems), explain(evaluation) if problems else ())


def _state(policy: Policy, test: InlineTest) -> list[str]:
    rule = policy.rule(test.rule) if test.rule else None
    if rule is None or test.expect is None:
        return []
    state = outcome(rule, test.facts).state
    return [] if state is test.expect else [f"rule {rule.id}: expected {test.expect}, got {state}"]


def _actions(expected: tuple[Action, ...] | None, got: tuple[str, ...]) -> list[str]:
    if expected is None or tuple(map(str, expected)) == got:
        return []
    named = ", ".join(map(str, expected)) or "nothing"
    return [f"expected {named}; got {', '.join(got) or 'nothing'}"]
