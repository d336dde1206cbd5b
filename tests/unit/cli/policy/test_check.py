"""`leeward policy check`: everything that is wrong with a policy, with lines."""

import pytest

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


def test_a_good_policy_is_summed_up_with_its_digest(house: House) -> None:
    file = a_file(house, GOOD)
    told = house.tells("policy", "check", file)
    assert (told["name"], told["tests"], told["rules"][0]["then"]) == ("Small", 1, ["hold"])
    assert house.says("policy", "check", file) == f"{file}: 1 rule, 1 test, digest {told['digest']}\n"


def test_what_is_wrong_is_told_with_its_line(house: House) -> None:
    file = a_file(house, GOOD.replace('match.exact"\nthen', 'match.exakt"\nthen'))
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


@pytest.mark.parametrize("word", ["check", "test", "backtest"])
def test_without_a_file_the_configured_one_is_meant(
    house: House, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    said = house.refuses("policy", word)
    assert "no policy is configured" in said
    assert "live.policy" in said
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", str(house.folder / "bridges.toml"))
    assert "bridges.toml" in house.refuses("policy", word)
    file = a_file(house, GOOD, "bridges.toml")
    assert house.says("policy", word) == house.says("policy", word, file)
