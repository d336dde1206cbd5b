"""`leeward policy duties`: what the law asks, with sources and dates, and that it is no advice."""

from datetime import timedelta

from leeward.cli.policy.duties import _lines
from leeward.review.cases.lawbook import packs
from tests.unit.cli.conftest import House


def test_a_place_is_told_with_its_sources_and_as_no_advice(house: House) -> None:
    said = house.says("policy", "duties", "de")
    assert said.startswith("This is no legal advice.")
    for part in ("Germany (DE)", "European Union (EU)", "§ 184b StGB", "from memory: check it first"):
        assert part in said
    told = house.tells("policy", "duties", "de")
    assert [one["code"] for one in told["packs"]] == ["DE", "EU"]
    assert told["is_legal_advice"] is False


def test_laws_that_contradict_each_other_are_told_as_a_legal_hold(house: House) -> None:
    assert "legal hold until people have decided" in house.says("policy", "duties", "US", "CA")
    assert "at least 365 days, no longest time" in house.says("policy", "duties", "US")
    assert "how long is open" in house.says("policy", "duties", "GB")


def test_without_a_code_the_configured_place_counts(house: House) -> None:
    assert "any other place (default)" in house.says("policy", "duties")
    (house.folder / "leeward.toml").write_text('[live]\njurisdiction = "JP"\n', "utf-8")
    assert "Japan (JP)" in house.says("policy", "duties")
    (house.folder / "leeward.toml").write_text('[live]\njurisdiction = "Japan"\n', "utf-8")
    assert "jurisdiction" in house.refuses("policy", "duties")
    assert "no code of a country" in house.refuses("policy", "duties", "Japan")


def test_what_nobody_looked_at_again_in_time_says_so() -> None:
    pack = packs()["US"]
    told = "\n".join(_lines((pack,), pack.review_by + timedelta(days=1), ["US"]))
    assert "OUT OF DATE" in told
    assert "OUT OF DATE" not in "\n".join(_lines((pack,), pack.review_by, ["US"]))
