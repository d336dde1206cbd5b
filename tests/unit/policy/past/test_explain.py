"""An evaluation is told in plain words."""

import pytest

from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse_bundle
from leeward.policy.past.explain import explain, redacted
from leeward.policy.record import from_json, to_json
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle
from leeward.policy.values import Value
from tests.unit.policy.texts import policy, policy_text, rule

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


SECRET = policy_text(
    rule(
        "whisper",
        when='"author.age_days < 3"',
        because='"Words nobody may read."',
        then='["label:x", "hold"]',
    ),
    rule("murmur", when='"match.count > 77"', then='["remove"]', human='"one"'),
    rule("hush", when='"match.exact"', mode='"shadow"', then='["remove", "queue"]', human='"one"'),
)


def _secret() -> Policy:
    files = {"a.toml": policy_text(rule("open")), "private/b.toml": SECRET}
    return parse_bundle(Bundle("a.toml", files))


@pytest.mark.parametrize("facts", [FACTS, {**FACTS, "author.age_days": 1, "match.count": 78}, {}])
def test_nobody_else_reads_of_a_private_rule_more_than_that_there_is_one(facts: dict[str, Value]) -> None:
    whole = _secret()
    kept = evaluate(whole, facts, frozenset({"murmur"}))
    safe = redacted(kept, whole)
    for told in (" ".join(explain(safe)), to_json(safe).decode()):
        assert not [w for w in ("whisper", "murmur", "hush", "Words", "age_days", "> 77") if w in told]
    assert [said.state for said in safe.outcomes] == [said.state for said in kept.outcomes]
    assert [wish.action for wish in safe.actions] == [wish.action for wish in kept.actions]


def test_the_operator_reads_all_of_a_private_rule() -> None:
    whole = _secret()
    kept = evaluate(whole, {**FACTS, "author.age_days": 1})
    assert "Rule whisper fired: Words nobody may read." in explain(kept)
    digest = whole.rules[1].digest[:12]
    told = explain(redacted(kept, whole))
    assert f"A private rule ({digest}) fired." in told
    assert f"Done: hold (by open, a private rule ({digest})), label:x (by a private rule ({digest}))." in told


def test_a_policy_without_private_rules_is_told_whole() -> None:
    kept = evaluate(STORY, FACTS)
    assert redacted(kept, STORY) is kept
