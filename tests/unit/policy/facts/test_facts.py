"""Every fact says what it means, and where it comes from."""

import pytest

from leeward.model.errors import PolicyError
from leeward.model.look import Look
from leeward.policy import actions
from leeward.policy.facts import REGISTRY, Fact, known, nearest
from leeward.policy.parse import parse
from leeward.policy.source import inline
from leeward.policy.values import Kind
from tests.architecture.tree import ROOT

REFERENCE = ROOT / "docs/reference/policy.md"
HOW_TO = ROOT / "docs/howto/policy.md"


@pytest.mark.parametrize("fact", known(), ids=lambda fact: fact.name)
def test_a_fact_has_a_meaning_a_source_and_a_server_that_supplies_it(fact: Fact) -> None:
    assert fact.meaning
    assert fact.source
    assert fact.servers
    assert REGISTRY[fact.name] is fact


def test_facts_are_listed_by_name() -> None:
    assert [fact.name for fact in known()] == sorted(REGISTRY)


def test_every_outcome_of_looking_can_be_asked_for() -> None:
    assert {*map(str, Look), "unreachable"} <= set(REGISTRY["media.look"].choices)


def test_a_server_that_does_not_say_who_may_see_a_post_leaves_it_unknown() -> None:
    assert "unknown" not in REGISTRY["post.visibility"].choices


def test_only_texts_have_fixed_values() -> None:
    assert {fact.kind for fact in known() if fact.choices} <= {Kind.TEXT, Kind.TEXTS}


def test_the_nearest_name_is_offered_or_all_of_them() -> None:
    assert nearest("match.exakt", REGISTRY) == "did you mean match.exact?"
    assert nearest("xyzzy", ("b", "a")) == "there are: a, b"


def test_the_reference_tells_every_fact_and_action_as_it_is() -> None:
    page = REFERENCE.read_text("utf-8")
    assert not [f.name for f in known() if f"| `{f.name}` | {f.kind}" not in page or f.meaning not in page]
    assert not [k.name for k in actions.known() if f"| `{k.spelling}` | {k.meaning}" not in page]


def test_the_example_of_the_how_to_works() -> None:
    example = HOW_TO.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    assert [result.problems for result in inline.run(parse(example))] == [(), ()]


def test_the_mistake_in_the_how_to_is_told_just_so() -> None:
    page = HOW_TO.read_text("utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    with pytest.raises(PolicyError) as caught:
        parse(example.replace("author.age_days < 7", "author.age_day < 7"))
    assert f"leeward: {caught.value.message}\n  {caught.value.hint}\n" in page
