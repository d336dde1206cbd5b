"""`leeward policy show`: the policy in force."""

from pathlib import Path

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


def test_the_policy_in_force_is_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert house.says("policy", "show").startswith("Leeward's default: ")
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", a_file(house, GOOD))
    assert house.says("policy", "show").splitlines()[1] == "  exact (enforce): hold"
    assert house.says("policy", "show", "--text") == GOOD
    digest = house.tells("policy", "check", str(Path(house.folder, "policy.toml")))["digest"]
    assert house.tells("policy", "show")["digest"] == digest
    assert house.tells("policy", "show", "--text")["text"] == GOOD
