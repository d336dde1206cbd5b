"""`leeward policy facts`: what a condition may ask about."""

import json

import pytest

from leeward.cli import run
from leeward.policy.facts import REGISTRY


def test_every_fact_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "facts"]) == 0
    text = capsys.readouterr().out
    assert all(f"{name}  (" in text for name in REGISTRY)
    assert run(["policy", "facts", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["facts"]
    assert {one["name"] for one in told} == set(REGISTRY)
