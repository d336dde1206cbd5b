"""`leeward policy`: a policy is tried before it is in force."""

import json
from pathlib import Path

import pytest

from leeward.cli import run
from leeward.policy.facts import REGISTRY
from tests.unit.cli.conftest import House

GOOD = """policy = 1
name = "Small"

[[rule]]
id = "exact"
title = "Listed"
mode = "enforce"
when = "match.exact"
then = ["hold"]
because = "It is listed."

[[test]]
name = "a listed file is held"
rule = "exact"
expect = "fired"
then = ["hold"]
facts = { "match.exact" = true }
"""


def _file(house: House, text: str) -> str:
    file = house.folder / "policy.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_good_policy_is_summed_up_with_its_digest(house: House) -> None:
    file = _file(house, GOOD)
    told = house.tells("policy", "check", file)
    assert (told["name"], told["tests"], told["rules"][0]["then"]) == ("Small", 1, ["hold"])
    assert house.says("policy", "check", file) == f"{file}: 1 rule, 1 test, digest {told['digest']}\n"


def test_what_is_wrong_is_told_with_its_line(house: House) -> None:
    file = _file(house, GOOD.replace('match.exact"\nthen', 'match.exakt"\nthen'))
    said = house.refuses("policy", "check", file)
    assert f"{file}:8:" in said
    assert "did you mean match.exact?" in said


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_refused(house: House, content: bytes | None) -> None:
    file = house.folder / "policy.toml"
    if content is not None:
        file.write_bytes(content)
    for word in ("check", "test"):
        assert str(file) in house.refuses("policy", word, str(file))


def test_tests_pass_or_are_named_with_line_and_story(house: House) -> None:
    assert house.says("policy", "test", _file(house, GOOD)) == "1 test, 0 failed\n"
    file = _file(house, GOOD.replace("= true }", "= false }"))
    text = house.says("policy", "test", file, status=1)
    assert text.startswith(f"{file}:12: a listed file is held\n    rule exact: expected fired, got not\n")
    assert text.endswith("1 test, 1 failed\n")
    (told,) = house.tells("policy", "test", file, status=1)["tests"]
    assert told["problems"]


def test_a_policy_without_tests_has_not_passed(house: House) -> None:
    file = _file(house, GOOD.partition("[[test]]")[0])
    assert house.says("policy", "test", file, status=1) == f"{file} has no test\n"


def test_every_fact_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "facts"]) == 0
    text = capsys.readouterr().out
    assert all(f"{name}  (" in text for name in REGISTRY)
    assert run(["policy", "facts", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["facts"]
    assert {one["name"] for one in told} == set(REGISTRY)


def test_the_policy_in_force_is_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert house.says("policy", "show").startswith("Leeward's default: ")
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", _file(house, GOOD))
    assert house.says("policy", "show").splitlines()[1] == "  exact (enforce): hold"
    assert house.says("policy", "show", "--text") == GOOD
    digest = house.tells("policy", "check", str(Path(house.folder, "policy.toml")))["digest"]
    assert house.tells("policy", "show")["digest"] == digest
    assert house.tells("policy", "show", "--text")["text"] == GOOD
