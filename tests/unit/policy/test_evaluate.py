"""All rules are asked, and what they want is merged in one order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.evaluate import Evaluation, Proposal, Wish, evaluate, outcome
from leeward.policy.language.run import Step
from leeward.policy.language.tree import Node, text_of
from leeward.policy.parse import parse
from leeward.policy.rules import Human, Mode, State, When
from leeward.policy.values import Value
from tests.unit.policy.conditions import frames, nodes, truth_of
from tests.unit.policy.drawn import policies
from tests.unit.policy.reference import slowly
from tests.unit.policy.texts import policy, rule

EXACT: dict[str, Value] = {"match.exact": True, "match.list": "stand-ins"}


def _wishes(evaluation: Evaluation) -> list[str]:
    return [wish.action for wish in evaluation.actions]


def test_a_rule_that_fires_says_why_and_shows_its_terms() -> None:
    only = policy(rule())
    said = evaluate(only, EXACT).outcomes[0]
    assert (said.rule, said.digest, said.state) == ("one", only.rules[0].digest, State.FIRED)
    assert said.because == "It is in stand-ins."
    assert said.trace == (Step("match.exact", (True,), True),)


def test_all_rules_fire_and_each_action_is_done_once() -> None:
    several = policy(
        rule("a", then='["label:x", "hold"]'),
        rule("b", then='["queue:q", "preserve-request", "hold"]'),
        rule("c", when='"not match.exact"', then='["alarm"]'),
    )
    assert evaluate(several, EXACT).actions == (
        Wish("preserve-request", ("b",)),
        Wish("hold", ("a", "b")),
        Wish("queue:q", ("b",)),
        Wish("label:x", ("a",)),
    )


def test_a_rule_in_shadow_says_what_it_would_do_and_does_nothing() -> None:
    said = evaluate(policy(rule(mode='"shadow"', then='["hold", "remove"]', human='"one"')), EXACT)
    assert (said.actions, said.proposals) == ((), ())
    assert [wish.action for wish in said.shadow] == ["hold", "remove"]


def test_a_rule_that_is_off_is_not_asked() -> None:
    assert evaluate(policy(rule(mode='"off"')), EXACT).outcomes == ()


def test_what_cannot_be_undone_is_only_proposed() -> None:
    said = evaluate(
        policy(
            rule("a", then='["remove", "hold"]', human='"one"'),
            rule("b", then='["remove", "suspend"]', human='"two"'),
            rule("c", then='["report-ncmec"]', human='"one"'),
        ),
        EXACT,
    )
    assert _wishes(said) == ["hold"]
    assert said.proposals == (
        Proposal("remove", Human.TWO, ("a", "b")),
        Proposal("report-ncmec", Human.ONE, ("c",)),
        Proposal("suspend", Human.TWO, ("b",)),
    )


@given(st.data())
def test_nothing_irreversible_is_ever_among_the_actions(data: st.DataObject) -> None:
    final = ["remove", "purge", "suspend", "report-ncmec"]
    rules = [
        rule(
            f"r{i}",
            then=f'["hold", "{data.draw(st.sampled_from(final))}"]',
            human='"one"',
            when=f"'''{text}'''",
        )
        for i, text in enumerate(map(text_of, data.draw(st.lists(nodes(), max_size=3))))
    ]
    said = evaluate(policy(*rules), data.draw(frames()))
    assert not set(_wishes(said)) & set(final)


@pytest.mark.parametrize(
    ("when", "on_unknown", "wanted"),
    [
        ("match.exact", "", ["queue:review"]),
        ("media.unlooked > 0", "", ["queue:review"]),
        ("author.is_local", "", []),
        ("author.is_local and match.exact", "", ["queue:review"]),
        ("match.exact", '"nothing"', []),
        ("author.is_local", '["queue", "alarm"]', ["alarm", "queue:review"]),
    ],
)
def test_what_is_unknown_does_what_the_rule_says_and_goes_to_people_if_nobody_looked(
    when: str, on_unknown: str, wanted: list[str]
) -> None:
    said = evaluate(policy(rule(when=f'"{when}"', on_unknown=on_unknown)), {})
    assert said.unknown_rules == ("one",)
    assert said.outcomes[0].state is State.UNKNOWN
    assert said.outcomes[0].because is None
    assert _wishes(said) == wanted


def test_what_is_unknown_goes_to_the_rules_own_queue() -> None:
    assert _wishes(evaluate(policy(rule(queue='"night"')), {})) == ["queue:night"]


def test_the_order_of_terms_does_not_change_where_the_unknown_goes() -> None:
    facts: dict[str, Value] = {"post.is_reply": False}
    for when in (
        "(match.exact and post.is_reply) or author.is_local",
        "author.is_local or (post.is_reply and match.exact)",
    ):
        said = evaluate(policy(rule(when=f'"{when}"')), facts)
        assert (said.outcomes[0].unknown, said.actions) == (("author.is_local",), ())


def test_a_demoted_rule_only_watches_and_is_named() -> None:
    said = evaluate(policy(rule("a"), rule("b", mode='"shadow"')), EXACT, frozenset({"a", "b", "gone"}))
    assert said.actions == ()
    assert said.shadow == (Wish("hold", ("a", "b")),)
    assert said.demoted == ("a",)
    assert evaluate(policy(rule("a", mode='"off"')), EXACT, frozenset({"a"})).outcomes == ()
    assert said.outcomes[0].mode is Mode.SHADOW


def test_only_rules_of_the_moment_are_asked() -> None:
    early = rule("early", at='"arrival"', when='"media.count > 0"', because='"New."', then='["alarm"]')
    both = policy(rule("late"), early)
    facts: dict[str, Value] = {**EXACT, "media.count": 1}
    late, soon = evaluate(both, facts), evaluate(both, facts, at=When.ARRIVAL)
    assert (late.at, late.actions) == (When.LOOKED, (Wish("hold", ("late",)),))
    assert (soon.at, soon.actions) == (When.ARRIVAL, (Wish("alarm", ("early",)),))
    assert [said.rule for said in (*late.outcomes, *soon.outcomes)] == ["late", "early"]


@pytest.mark.parametrize(("drawn", "mode"), [(9, Mode.ENFORCE), (10, Mode.SHADOW), (None, Mode.SHADOW)])
def test_a_rule_with_a_share_is_in_force_for_some_accounts_only(drawn: int | None, mode: Mode) -> None:
    said = evaluate(policy(rule(share="10")), {**EXACT, "author.share": drawn})
    assert said.outcomes[0].mode is mode
    assert said.actions == ((Wish("hold", ("one",)),) if mode is Mode.ENFORCE else ())
    assert said.demoted == ()


def test_a_rule_in_shadow_stays_there_for_every_share() -> None:
    tried = policy(rule(mode='"shadow"', share="50"))
    assert evaluate(tried, {**EXACT, "author.share": 0}).outcomes[0].mode is Mode.SHADOW


def test_a_frame_of_other_types_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"match\.exact must be true or false"):
        evaluate(policy(rule()), {"match.exact": "yes"})


@given(nodes(), frames())
def test_a_rule_fires_exactly_if_its_condition_is_true(node: Node, facts: dict[str, Value]) -> None:
    only = policy(rule(when=f"'''{text_of(node)}'''"))
    states = {True: State.FIRED, False: State.NOT, None: State.UNKNOWN}
    assert outcome(only.rules[0], facts).state is states[truth_of(node, facts)]
    assert evaluate(only, facts) == evaluate(only, facts)


@given(nodes(), frames())
def test_no_scanning_is_never_taken_for_clean(node: Node, facts: dict[str, Value]) -> None:
    """A rule about scanning with none of it known either answers for every outcome, or goes to people."""
    blind = {name: value for name, value in facts.items() if not name.startswith(("match.", "media."))}
    said = evaluate(policy(rule(when=f"'''{text_of(node)}'''")), blind)
    if any(name.startswith(("match.", "media.")) for name in said.outcomes[0].unknown):
        assert _wishes(said) == ["queue:review"]


@given(policies(), frames(), st.sets(st.sampled_from(["r0", "r1"])), st.sampled_from(When))
@settings(max_examples=150)
def test_what_is_fast_says_the_same_as_what_is_obvious(
    text: str, facts: dict[str, Value], demoted: set[str], at: When
) -> None:
    tried = parse(text)
    for _ in range(2):  # the second time from what was learnt
        assert evaluate(tried, facts, frozenset(demoted), at) == slowly(tried, facts, frozenset(demoted), at)


def test_answers_learnt_from_one_post_are_not_given_for_another() -> None:
    tried = policy(rule(when="'author.age_days < 100 and not media.count in [3]'", because='"{media.count}"'))
    for number in [*range(200), *range(200)]:
        facts: dict[str, Value] = {"author.age_days": number, "media.count": number % 5}
        assert evaluate(tried, facts) == slowly(tried, facts)
