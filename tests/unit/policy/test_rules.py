"""Policies that mean the same have the same digest, and others do not."""

import pytest

from leeward.policy.rules import digest_of
from tests.unit.policy.texts import policy, rule


def test_layout_and_tests_are_no_part_of_a_digest() -> None:
    test = '\n[[test]]\nname = "t"\nrule = "one"\nexpect = "not"\nfacts = { "match.exact" = false }\n'
    spaced = rule(when='"""\n( match.exact )  # why\n"""')
    assert policy(rule()).digest == policy("# a comment\n", spaced, test).digest


@pytest.mark.parametrize(
    "changed",
    [
        {"when": '"match.verified"'},
        {"then": '["alarm"]'},
        {"mode": '"shadow"'},
        {"because": '"Other."'},
        {"title": '"Other"'},
        {"queue": '"other"'},
        {"on_unknown": '["hold"]'},
        {"limit": '{ per = "day", most = 1 }'},
        {"then": '["hold", "remove"]', "human": '"one"'},
        {"share": "10"},
        {"for_hours": "10"},
        {"at": '"arrival"', "when": '"author.is_local"', "because": '"New."'},
    ],
    ids=str,
)
def test_what_a_rule_means_is_in_its_digest_and_the_policys(changed: dict[str, str]) -> None:
    before, after = policy(rule()), policy(rule(**changed))
    assert before.rules[0].digest != after.rules[0].digest
    assert before.digest != after.digest


def test_the_core_is_what_a_rule_does_and_neither_mode_nor_share_nor_words() -> None:
    core = policy(rule()).rules[0].core
    assert policy(rule(mode='"shadow"', share="10")).rules[0].core == core
    assert policy(rule(title='"Other"', because='"Said otherwise."')).rules[0].core == core
    assert policy(rule(when='"match.verified"')).rules[0].core != core


def test_guards_and_quotas_are_in_the_digest_and_the_version_is_not() -> None:
    guard = '\n[[guard]]\nid = "g"\ntitle = "G"\nwatch = "flags"\neach = false\nhours = 1\n'
    found = [policy(part, rule()).digest for part in ("", guard, guard + "on = false\n", "quota.hold = 5\n")]
    assert len(set(found)) == len(found)
    assert policy("version = 7\n", rule()).digest == policy(rule()).digest


def test_a_change_of_one_rule_leaves_the_digest_of_others() -> None:
    before, after = policy(rule("a"), rule("b")), policy(rule("a"), rule("b", mode='"off"'))
    assert before.rules[0].digest == after.rules[0].digest
    assert before.rules[1].digest != after.rules[1].digest


def test_a_digest_stays_the_same_for_ever() -> None:
    assert digest_of({"b": [1, None], "a": "橋"}) == (
        "5feeea633691694878f9abd3921afb8842a70b69497799bced43df5c38f10c72"
    )


def test_a_rule_is_found_by_its_id() -> None:
    found = policy(rule("a"), rule("b"))
    assert found.rule("b") is found.rules[1]
    assert found.rule("c") is None
