"""One rule or test as written becomes what it means."""

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.language.tree import Asked
from leeward.policy.rules import Mode, State
from leeward.policy.source.schema import WrittenRule, WrittenTest
from leeward.policy.source.statements import inline_of, rule_of
from leeward.policy.values import NONE

WRITTEN = WrittenRule(id="a", title="A", when="match.exact", then=["queue", "hold"], because="b")


def test_a_rule_is_ready_to_be_asked() -> None:
    rule = rule_of(WRITTEN, [])
    assert isinstance(rule.when, Asked)
    assert rule.mode is Mode.SHADOW
    assert rule.test({"match.exact": True}, lambda step: None) is True
    assert rule.why({}) == ("match.exact",)
    assert [str(action) for action in (*rule.then, *rule.fallback)] == [
        "hold",
        "queue:review",
        "queue:review",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [("when", "x"), ("because", "{"), ("then", ["x"]), ("on_unknown", ["x"]), ("human", "one")],
)
def test_the_key_that_is_wrong_is_known(key: str, value: object) -> None:
    part: list[str] = []
    with pytest.raises(PolicyError):
        rule_of(WRITTEN.model_copy(update={key: value}), part)
    assert part == [key]


def test_the_facts_of_a_test_have_their_types() -> None:
    written = WrittenTest(
        name="t",
        rule="a",
        expect="not",
        facts={"media.look": ["looked"], "match.list": "none", "match.count": 3, "server.software": "none"},
    )
    test = inline_of(written, 7, [])
    assert (test.line, test.expect) == (7, State.NOT)
    assert test.facts == {
        "media.look": frozenset({"looked"}),
        "match.list": NONE,
        "match.count": 3,
        "server.software": "none",
    }


@pytest.mark.parametrize("value", [1, "yes", [True], None])
def test_a_fact_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(PolicyError, match=r"match\.exact must be true or false"):
        inline_of(WrittenTest(name="t", facts={"match.exact": value}, then=["hold"]), 1, [])
