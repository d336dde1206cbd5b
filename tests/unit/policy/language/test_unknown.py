"""An unknown answer names the facts to blame, no more and no fewer."""

import pytest
from hypothesis import given, settings

from leeward.policy.language.read import read
from leeward.policy.language.tree import Node
from leeward.policy.language.unknown import names_in, why_unknown
from leeward.policy.values import Value
from tests.unit.policy.conditions import completions, frames, nodes, truth_of


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("match.exact", {"match.exact"}),
        ("match.exact and post.is_reply", {"match.exact"}),
        ("(match.exact and author.is_local) or match.perceptual", {"match.perceptual"}),
        ("(author.is_local and match.exact) or match.perceptual", {"match.perceptual"}),
        ("not (match.exact or match.verified)", {"match.exact", "match.verified"}),
        ("match.count < flag.count and match.exact", {"match.count", "flag.count", "match.exact"}),
    ],
)
def test_only_what_keeps_the_answer_open_is_blamed(text: str, blamed: set[str]) -> None:
    facts = {"post.is_reply": True, "author.is_local": False}
    assert truth_of(read(text), facts) is None
    assert why_unknown(read(text))(facts) == tuple(sorted(blamed))


@given(nodes(), frames())
@settings(max_examples=200)
def test_once_the_blamed_facts_are_known_so_is_the_answer(node: Node, facts: dict[str, Value]) -> None:
    if truth_of(node, facts) is not None:
        return
    blamed = why_unknown(node)(facts)
    assert blamed
    assert not facts.keys() & blamed
    for whole in completions(node, facts, most=100):
        told = {name: value for name, value in whole.items() if name in facts or name in blamed}
        assert truth_of(node, told) is not None


def test_the_facts_of_a_condition_are_named_once_each() -> None:
    text = 'match.count < flag.count or not (flag.count in [1] and "looked" in media.look) or true'
    assert names_in(read(text)) == ("match.count", "flag.count", "media.look")
