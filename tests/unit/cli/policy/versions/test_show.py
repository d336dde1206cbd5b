"""`leeward policy show`: the policy in force."""

from pathlib import Path

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


def test_before_anything_began_the_configured_one_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEEWARD_DATABASE__URL")
    assert house.says("policy", "show").startswith("Leeward's default: not in force yet: leeward up, ")
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    assert house.says("policy", "show").splitlines()[1] == "  exact (enforce): hold"
    assert house.says("policy", "show", "--text") == GOOD
    assert house.tells("policy", "show")["version"] == 0
    assert not (house.folder / "data").exists()


def test_the_policy_in_force_is_shown_whatever_its_file_says_now(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file(house)
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", file)
    house.says("policy", "use", "--as", "ada")
    digest = house.tells("policy", "check", file)["digest"]
    Path(file).write_text("half an edit", "utf-8")
    assert house.says("policy", "show").startswith("Small: version 1, 1 rule, 1 test, digest ")
    assert house.says("policy", "show", "--text") == GOOD
    told = house.tells("policy", "show", "--text")
    assert (told["digest"], told["version"], told["text"]) == (digest, 1, GOOD)
    assert told["rules"][0] == {
        "id": "exact",
        "title": "Listed",
        "mode": "enforce",
        "in_force": "enforce",
        "why": "",
        "share": 100,
        "then": ["hold"],
    }


def test_a_rule_that_waits_says_for_what(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    house.says("policy", "use", "--as", "ada")
    a_file(house, GOOD.replace('"match.exact"\nthen', '"match.exact or match.verified"\nthen'))
    house.says("policy", "use", "--as", "ada")
    line = house.says("policy", "show").splitlines()[1]
    assert line == "  exact (shadow): hold; nobody has promoted it yet: leeward policy promote exact"


def test_several_files_are_shown_each_below_its_name(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    (house.folder / "private").mkdir()
    own = GOOD.partition("[[test]]")[0].replace('"exact"', '"own"')
    a_file(house, own, "private/own.toml")
    house.says("policy", "use", "--as", "ada")
    parts = house.says("policy", "show", "--text").split("# ==== ")
    assert [part.partition(" ====")[0] for part in parts[1:]] == ["policy.toml", "private/own.toml"]
