"""Two policies are compared in words that need no knowledge of TOML."""

from dataclasses import replace

from leeward.policy.parse import parse, parse_bundle
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle
from leeward.review.office.policies.differing import Change, What, differences, named
from tests.unit.review.office.policies.files import rule, text

GUARD = '\n[[guard]]\nid = "g"\ntitle = "G"\nwatch = "flags"\neach = false\nhours = {}\n'


def _policy(*rules: str, name: str = "mine", head: str = "") -> Policy:
    return parse(text(*rules, name=name, head=head))


def _private(*private: str) -> Policy:
    files = {"a.toml": text(), "private/own.toml": text(*private)}
    return parse_bundle(Bundle("a.toml", files))


def _one(old: Policy, new: Policy) -> Change:
    (found,) = differences(old, new)
    return found


def test_what_means_the_same_does_not_differ() -> None:
    assert differences(_policy(), parse("# a comment\n" + text())) == ()


def test_rules_that_came_and_went_are_told_with_what_they_do() -> None:
    came, went = differences(_policy(rule("a")), _policy(rule("b")))
    assert (came.what, came.name) == (What.ADDED, "rule b")
    assert came.lines == ("title: About b", "mode: enforce", "when: match.exact", "then: hold")
    assert (went.what, went.name) == (What.REMOVED, "rule a")


def test_a_mode_and_a_condition_are_told_as_they_were_and_are() -> None:
    found = _one(_policy(rule(mode="shadow")), _policy(rule(when="match.exact and match.verified")))
    assert found.what is What.CHANGED
    assert found.lines == (
        "mode: shadow -> enforce",
        "when: - match.exact",
        "      + match.exact and match.verified",
    )


def test_what_was_not_there_before_was_not_said() -> None:
    limit = 'limit = { per = "day", most = 5 }\non_unknown = ["queue"]'
    found = _one(_policy(), _policy(rule(more=limit)))
    assert found.lines == ("on_unknown: not said -> queue:review", "limit: not said -> per day, most 5")


def test_guards_and_quotas_and_the_name_are_told_too() -> None:
    head = "quota.hold = 5\n"
    old, new = _policy(rule(), GUARD.format(1)), _policy(rule(), GUARD.format(2), name="other", head=head)
    told = {(one.what, one.name) for one in differences(old, new)}
    assert told == {(What.CHANGED, "the name"), (What.CHANGED, "guard g"), (What.ADDED, "quota hold")}
    back = {(one.what, one.name) for one in differences(new, _policy())}
    assert back >= {(What.REMOVED, "guard g"), (What.REMOVED, "quota hold")}


def test_another_order_is_a_difference() -> None:
    found = _one(_policy(rule("a"), rule("b")), _policy(rule("b"), rule("a")))
    assert found == Change(What.CHANGED, "the order of the rules", ())


def test_a_private_rule_is_only_a_digest_unless_it_is_asked_for() -> None:
    old, new = _private(rule("own")), _private(rule("own", "match.verified"))
    for before, after in ((old, new), (old, _policy()), (_policy(), new)):
        found = _one(before, after)
        assert "own" not in repr(found)
        assert "match." not in repr(found)
        assert found.name.startswith("rule private-")
        (open_,) = differences(before, after, with_private=True)
        assert open_.name == "rule own"


def test_a_rule_that_becomes_private_says_so() -> None:
    files = {"a.toml": text(rule("other")), "private/own.toml": text(rule("exact"))}
    new = parse_bundle(Bundle("a.toml", files))
    (change, *_) = [
        one for one in differences(_policy(rule("other"), rule()), new, with_private=True) if one.lines
    ]
    assert change.lines == ("it is private now",)


def test_a_hidden_name_says_nothing() -> None:
    found = replace(_policy().rules[0], is_private=True)
    assert named(found, hides=True) == f"rule private-{found.digest[:12]}"
