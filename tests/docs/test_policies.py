"""The policies to start from: each can be used, is tested, and is told in words, rule by rule."""

import re
from pathlib import Path

import pytest

from leeward.cli import run
from leeward.policy.rules import Mode
from leeward.review.office.policies import reading
from tests.architecture.tree import ROOT, SRC

PACKS = sorted((ROOT / "policies").glob("*/policy.toml"))
SHIPPED = sorted((SRC / "leeward/policy/packs/base").glob("*.toml"))
FEWEST_TESTS = 12
OWN = """
[[rule]]
id      = "many-pictures"
title   = "A rule of one's own"
mode    = "enforce"
when    = 'media.count > 4 and author.age_days < 30 or any_of(text.lists, ["mine"]) or "mine" in url.lists'
then    = ["queue:strangers"]
because = "{media.count} pictures."
"""
RELEASED = {  # beginnings of digests: who extends one of these gets the same rules for ever
    "community@1": "9a1731f94bb7",
    "hash-lists@1": "7ed35cfcc377",
    "newcomers@1": "dacbbc8c4d5a",
    "surge@1": "9a2113fe7c7f",
    "words@1": "93fb6951865d",
}


def test_they_are_all_there() -> None:
    assert [one.parent.name for one in PACKS] == ["art-server", "closed-community", "small-server"]
    assert {one.stem for one in SHIPPED} == set(RELEASED)
    assert {one.partition("@")[0] for one in RELEASED} == {
        "community",
        "hash-lists",
        "newcomers",
        "surge",
        "words",
    }


@pytest.mark.parametrize("file", [*PACKS, *SHIPPED], ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_each_can_be_used_and_its_tests_pass(file: Path) -> None:
    assert run(("policy", "check", str(file))) == 0
    assert run(("policy", "test", str(file))) == 0


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_what_is_shipped_never_changes_but_in_a_further_version(file: Path) -> None:
    """Else an update changes the rules of every server that extends them, and what was promoted only notes.
    A changed rule goes into a new file, NAME@2.toml, beside this one.
    """
    name, _, version = file.stem.partition("@")
    assert reading.read(file).policy.digest.startswith(RELEASED[file.stem])
    assert f"\nversion = {version}\n" in file.read_text("utf-8"), name


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.parent.name)
def test_each_has_tests_of_its_own_about_every_moment(file: Path) -> None:
    policy = reading.read(file).policy
    assert len(policy.tests) >= FEWEST_TESTS
    assert {rule.at for rule in policy.rules} == {test.at for test in policy.tests}


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.parent.name)
def test_whoever_adds_a_rule_of_their_own_need_not_mend_our_tests(file: Path, tmp_path: Path) -> None:
    """The tests tell all that a new rule usually asks: else it is unknown there, and people are asked."""
    mine = tmp_path / "policy.toml"
    mine.write_text(file.read_text("utf-8") + OWN, "utf-8")
    assert run(("policy", "test", str(mine))) == 0


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_rule_that_is_shipped_is_tested(file: Path) -> None:
    policy = reading.read(file).policy
    assert {rule.id for rule in policy.rules} == {test.rule for test in policy.tests if test.rule}


def test_the_default_is_made_of_what_is_shipped() -> None:
    """Its rules are these, word for word; but what complaints do is only noted there."""
    packs = [
        reading.read(SRC / f"leeward/policy/packs/base/{name}.toml")
        for name in ("hash-lists@1", "community@1")
    ]
    shipped = [rule.canonical() for one in packs for rule in one.policy.rules]
    modes = ["enforce"] * 5 + ["shadow"] * 3
    told = [rule.canonical() for rule in reading.default().policy.rules]
    assert told == [{**rule, "mode": mode} for rule, mode in zip(shipped, modes, strict=True)]


def test_the_rule_that_the_page_on_newcomers_shows_is_the_shipped_one() -> None:
    (shown,) = re.findall(
        r"```toml\n(.*?)```", (ROOT / "docs/howto/newcomers.md").read_text("utf-8"), re.DOTALL
    )
    assert shown in (SRC / "leeward/policy/packs/base/newcomers@1.toml").read_text("utf-8")


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.parent.name)
def test_every_rule_is_told_in_words_and_nothing_else_is(file: Path) -> None:
    told = set(re.findall(r"`([a-z-]+)` *(?=[|,])", (file.parent / "README.md").read_text("utf-8")))
    assert told == {rule.id for rule in reading.read(file).policy.rules}


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.parent.name)
def test_none_does_anything_that_cannot_be_undone_or_hides_by_words(file: Path) -> None:
    for rule in reading.read(file).policy.rules:
        assert not any(action.kind.is_irreversible for action in rule.then)
        if any(name in rule.canonical()["when"] for name in ("text.", "url.")):  # type: ignore[operator]
            assert rule.mode is Mode.OFF or "hold" not in map(str, rule.then)


@pytest.mark.parametrize("file", [*PACKS, *SHIPPED], ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_whatever_newcomers_or_complaints_hide_is_let_go_in_time(file: Path) -> None:
    """Only what matches a list may wait for people without end."""
    for rule in reading.read(file).policy.rules:
        if "hold" in map(str, rule.then) and "match." not in str(rule.canonical()["when"]):
            assert rule.for_hours is not None
            assert rule.for_hours <= 72
