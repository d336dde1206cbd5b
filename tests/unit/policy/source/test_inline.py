"""A policy carries its own tests."""

from importlib.resources import files

import pytest

from leeward.policy.evaluate import evaluate
from leeward.policy.language.unknown import names_in
from leeward.policy.parse import parse
from leeward.policy.rules import Mode
from leeward.policy.source import inline
from leeward.policy.source.inline import Result
from leeward.policy.values import Value
from tests.unit.policy.texts import policy, rule

DEFAULT = parse(files("leeward.policy.source").joinpath("default.toml").read_text("utf-8"), "default.toml")


def _test(**keys: str) -> str:
    return '\n[[test]]\nname = "t"\n' + "".join(f"{key} = {value}\n" for key, value in keys.items())


def test_a_test_that_holds_has_no_problems() -> None:
    facts = '{ "match.exact" = true, "match.list" = "stand-ins" }'
    told = inline.run(policy(rule(), _test(facts=facts, rule='"one"', expect='"fired"', then='["hold"]')))
    assert [result.has_passed for result in told] == [True]


def test_a_test_that_does_not_hold_says_what_came_instead_and_why() -> None:
    told = inline.run(policy(rule(), _test(rule='"one"', expect='"fired"', then='["hold"]')))[0]
    assert not told.has_passed
    assert told.problems == (
        "rule one: expected fired, got unknown",
        "expected hold; got queue:review",
        "rule one asks for queue:review because this test does not tell match.exact: "
        "say it under facts, or give the rule an on_unknown",
    )
    assert "Rule one could not be decided: nobody knows match.exact." in told.story
    assert told.test.line == 12


def test_only_what_was_not_told_is_asked_for() -> None:
    tested = _test(facts='{ "match.exact" = true }', then='["nothing"]')
    (told,) = inline.run(policy(rule(), tested))
    assert told.problems == ("expected nothing; got hold",)


def test_a_rule_is_tested_whatever_its_mode() -> None:
    for mode in Mode:
        tried = policy(
            rule(mode=f'"{mode}"'), _test(facts='{ "match.exact" = true }', rule='"one"', expect='"fired"')
        )
        assert inline.run(tried)[0].has_passed


def test_sets_and_none_can_stand_in_a_test() -> None:
    facts = '{ "media.look" = ["looked"], "match.perceptual_distance" = "none" }'
    when = '"""\\"looked\\" in media.look and match.perceptual_distance != 3"""'
    tried = policy(rule(when=when), _test(facts=facts, rule='"one"', expect='"fired"'))
    assert inline.run(tried)[0].has_passed


@pytest.mark.parametrize("result", inline.run(DEFAULT), ids=lambda result: result.test.name)
def test_the_default_policy_keeps_its_promises(result: Result) -> None:
    assert result.has_passed, result.problems


def test_each_rule_of_the_default_policy_has_a_test() -> None:
    assert {test.rule for test in DEFAULT.tests} >= {one.id for one in DEFAULT.rules}


def test_the_default_policy_proposes_nothing_that_cannot_be_undone() -> None:
    assert not [action for one in DEFAULT.rules for action in one.then if action.kind.is_irreversible]
    assert {one.mode for one in DEFAULT.rules} == {Mode.ENFORCE, Mode.SHADOW}


CLEAN: dict[str, Value] = {
    "match.exact": False,
    "match.verified": False,
    "match.perceptual": False,
    "media.unlooked": 0,
    "media.look": frozenset({"looked"}),
}


@pytest.mark.parametrize("missing", sorted(CLEAN))
def test_by_default_a_post_with_anything_unknown_of_its_scanning_goes_to_people(missing: str) -> None:
    """Of media.unlooked and media.look each can stand in for the other; without both nobody looked."""
    known = {name: value for name, value in CLEAN.items() if name != missing}
    blind = {name: value for name, value in known.items() if not name.startswith("media.")}
    wanted = [] if missing.startswith("media.") else ["queue:unlooked"]
    assert [wish.action for wish in evaluate(DEFAULT, known).actions] == wanted
    assert [wish.action for wish in evaluate(DEFAULT, blind).actions] == ["queue:unlooked"]


def test_by_default_nothing_but_scanning_decides() -> None:
    enforced = [one for one in DEFAULT.rules if one.mode is Mode.ENFORCE]
    assert {name for one in enforced for name in names_in(one.when)} == set(CLEAN)
    assert evaluate(DEFAULT, CLEAN).actions == ()
