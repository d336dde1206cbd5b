"""`leeward policy use`: the file is in force, and who waits is told."""

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


def test_a_file_is_put_in_force_and_what_is_new_in_it_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file(house)
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", file)
    assert house.says("policy", "use", "--as", "ada") == "Small: version 1 is in force.\n"
    assert "already; nothing was changed" in house.says("policy", "use", file, "--as", "ada")
    a_file(house, GOOD + GOOD[GOOD.index("[[rule]]") : GOOD.index("[[test]]")].replace('"exact"', '"new"'))
    assert house.says("policy", "use", "--as", "ada").splitlines() == [
        "Small: version 2 is in force.",
        "  new only notes what it would do, until: leeward policy promote new",
    ]
    told = house.tells("policy", "use", "--as", "ada")
    assert (told["version"], told["is_new"], told["waiting"]) == (2, False, ["new"])


def test_a_new_rule_without_a_mode_is_told_to_note_only_and_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    house.says("policy", "use", "--as", "ada")
    new = GOOD[GOOD.index("[[rule]]") : GOOD.index("[[test]]")].replace('"exact"', '"new"')
    a_file(house, GOOD + new.replace('mode = "enforce"\n', ""))
    (line,) = house.says("policy", "use", "--as", "ada").splitlines()[1:]
    assert line.startswith('  new is new and its mode is "shadow": it only notes')
    assert line.endswith("until: leeward policy promote new")
    a_file(house, GOOD.replace("Listed", "On a list") + new.replace('mode = "enforce"\n', ""))
    told = house.tells("policy", "use", "--as", "ada")
    assert (told["is_new"], told["waiting"], told["noting"]) == (True, [], [])


def test_what_cannot_be_used_is_refused_and_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house))
    house.says("policy", "use", "--as", "ada")
    a_file(house, GOOD.replace("= true }", "= false }"))
    assert "'a listed file is held' fails" in house.refuses("policy", "use", "--as", "ada")
    assert "--as" in house.refuses("policy", "use", "--as", "a job")
    assert house.tells("policy", "show")["version"] == 1
