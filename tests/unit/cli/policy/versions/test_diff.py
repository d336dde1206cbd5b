"""`leeward policy diff`: what differs, rule by rule, in words."""

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


@pytest.fixture
def file(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """The configured policy, in force."""
    file = a_file(house)
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", file)
    house.says("policy", "use", "--as", "ada")
    return file


def test_what_is_in_force_and_the_file_mean_the_same(house: House, file: str) -> None:
    assert house.says("policy", "diff") == f"version 1 -> {file}: they mean the same\n"


def test_an_edited_file_is_compared_with_what_is_in_force(house: House, file: str) -> None:
    a_file(house, GOOD.replace('"enforce"', '"shadow"').replace('then = ["hold"]\nfacts', "facts"))
    text = house.says("policy", "diff", status=1)
    assert text == f"version 1 -> {file}\n~ rule exact changed\n    mode: enforce -> shadow\n"
    (told,) = house.tells("policy", "diff", status=1)["changes"]
    assert told == {"what": "changed", "name": "rule exact", "lines": ["mode: enforce -> shadow"]}


def test_the_lines_of_the_files_are_shown_if_they_are_asked_for(house: House, file: str) -> None:
    a_file(house, GOOD.replace("It is listed.", "It stands on a list."))
    lines = house.says("policy", "diff", "--text", status=1).splitlines()
    assert '-because = "It is listed."' in lines
    assert '+because = "It stands on a list."' in lines
    assert house.tells("policy", "diff", "--text", status=1)["text"]


def test_versions_and_files_are_compared_by_number_and_name(house: House, file: str) -> None:
    a_file(house, GOOD.replace("Listed", "On a list"))
    house.says("policy", "use", "--as", "ada")
    assert house.says("policy", "diff", "1", status=1).startswith("version 1 -> version 2\n")
    assert house.says("policy", "diff", "1", "1").startswith("version 1 -> version 1: they mean the same")
    other = a_file(house, GOOD, "other.toml")
    assert house.says("policy", "diff", other, "1").startswith(f"{other} -> version 1: they mean the same")
    assert "no version 9" in house.refuses("policy", "diff", "9")
    assert "two policies at most" in house.refuses("policy", "diff", "1", "2", "3")


def test_two_files_are_compared_before_there_is_any_database(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEEWARD_DATABASE__URL")
    one, other = a_file(house, GOOD), a_file(house, GOOD.replace("Listed", "On a list"), "other.toml")
    told = house.says("policy", "diff", one, other, status=1)
    assert told.startswith(f"{one} -> {other}\n~ rule exact changed")
    assert "no database" in house.refuses("policy", "diff", one)


def test_private_rules_are_shown_to_whoever_says_so(house: House, file: str) -> None:
    (house.folder / "private").mkdir()
    private = GOOD.partition("[[test]]")[0].replace('"exact"', '"bridge-of-sighs"')
    a_file(house, private, "private/own.toml")
    assert "sighs" not in house.says("policy", "diff", "--text", status=1)
    told = house.says("policy", "diff", "--text", "--private", status=1)
    assert "+ rule bridge-of-sighs added" in told
    assert '+id = "bridge-of-sighs"' in told
