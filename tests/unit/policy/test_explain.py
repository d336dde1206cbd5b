"""An evaluation is told in plain words."""

from leeward.policy.evaluate import evaluate
from leeward.policy.explain import explain
from leeward.policy.record import from_json, to_json
from leeward.policy.values import Value
from tests.unit.policy.texts import policy, rule

STORY = policy(
    rule("exact", then='["hold", "remove"]', human='"two"'),
    rule("near", when='"match.perceptual_distance <= 31 and not match.exact"', mode='"shadow"'),
    rule("young", when='"author.age_days < 7 and match.count > 0"'),
    rule("edit", when='"post.is_edit"'),
)
FACTS: dict[str, Value] = {
    "match.exact": True,
    "match.list": "stand-ins",
    "match.count": 2,
    "post.is_edit": False,
}


def test_each_rule_that_says_something_is_told_with_its_terms() -> None:
    evaluation = evaluate(STORY, FACTS)
    assert explain(evaluation) == (
        f"Policy 'Tried' ({STORY.digest[:12]})",
        "Done: hold (by exact).",
        "Proposed to two people: remove (by exact).",
        "Rule exact fired: It is in stand-ins.",
        "  match.exact: true",
        "Rule young could not be decided: nobody knows author.age_days.",
        "  author.age_days < 7: unknown",
        "  match.count > 0: true (it was 2)",
        "2 rules did not fire.",
    )


def test_a_stored_evaluation_tells_the_same_story() -> None:
    evaluation = evaluate(STORY, FACTS)
    assert explain(from_json(to_json(evaluation))) == explain(evaluation)


def test_shadow_is_told_apart() -> None:
    told = explain(evaluate(policy(rule(mode='"shadow"')), {"match.exact": True, "match.list": "stand-ins"}))
    assert told[1:4] == (
        "Done: nothing.",
        "Rules in shadow would ask for: hold (by one).",
        "Rule one fired in shadow: It is in stand-ins.",
    )


def test_values_of_two_facts_are_told_in_the_order_of_the_term() -> None:
    told = explain(
        evaluate(policy(rule(when='"match.count < flag.count"')), {"match.count": 1, "flag.count": 2})
    )
    assert told[-1] == "  match.count < flag.count: true (they were 1 and 2)"
