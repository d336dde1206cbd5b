"""`leeward policy history`: who changed what, when and what for."""

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


def test_before_there_is_a_policy_it_says_so(house: House) -> None:
    assert house.says("policy", "history") == "No policy was ever in force here: leeward up\n"
    assert house.tells("policy", "history") == {"versions": []}


def test_each_version_is_told_with_who_and_why_the_newest_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    house.says("policy", "use", "--as", "ada", "--why", "the first one")
    a_file(house, GOOD.replace('"match.exact"\nthen', '"match.exact or match.verified"\nthen'))
    house.says("policy", "use", "--as", "bob", "--why", "verified lists, too")
    newer, older = house.tells("policy", "history")["versions"]
    assert (newer["number"], newer["kind"], newer["author"], newer["changed"]) == (
        2,
        "edited",
        "bob",
        ["exact"],
    )
    assert (older["kind"], older["added"]) == ("first", ["exact"])
    lines = house.says("policy", "history").splitlines()
    assert lines[0].startswith("2  20")
    assert lines[0].endswith(f"{newer['digest'][:12]}  edited by bob: verified lists, too")
    assert lines[1:] == ["     changed exact", lines[2], "     added exact"]


def test_a_promotion_names_its_rule_also_where_no_file_changed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    house.says("policy", "use", "--as", "ada")
    a_file(house, GOOD.replace('"match.exact"\nthen', '"match.exact or match.verified"\nthen'))
    house.says("policy", "use", "--as", "ada")
    house.says("policy", "promote", "exact", "--yes", "--as", "bob")
    promoted, edited, first = house.tells("policy", "history")["versions"]
    assert (promoted["kind"], promoted["changed"], promoted["promoted"]) == ("promoted", [], ["exact"])
    assert (edited["promoted"], first["promoted"]) == ([], [])
    assert "     promoted exact" in house.says("policy", "history").splitlines()


def test_private_rules_are_named_by_their_digest(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    (house.folder / "private").mkdir()
    private = GOOD.partition("[[test]]")[0].replace('"exact"', '"bridge-of-sighs"')
    a_file(house, private, "private/own.toml")
    house.says("policy", "use", "--as", "ada")
    assert "sighs" not in house.says("policy", "history")
    (told,) = house.tells("policy", "history")["versions"]
    assert told["added"][1].startswith("private-")
