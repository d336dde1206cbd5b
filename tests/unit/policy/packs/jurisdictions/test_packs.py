"""A place is one file, which says what it knows, since when, and from where."""

from datetime import date, timedelta
from importlib import resources

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.packs.jurisdictions.packs import DEFAULT, Confidence, all_of, applying, pack_of

FILES = sorted(
    (
        one
        for one in resources.files("leeward.policy.packs.jurisdictions").iterdir()
        if one.name.endswith(".toml")
    ),
    key=lambda one: one.name,
)
PACKS = {pack.code: pack for pack in (pack_of(one.read_text("utf-8"), one.name) for one in FILES)}
GOOD = """code = "XX"
name = "Nowhere"
version = 1
as_of = 2026-01-01
review_by = 2026-07-01
[[duty]]
about = "preserve"
force = "mandatory"
says = "Keep it."
confidence = "source"
sources = ["The law"]
"""


def test_the_shipped_ones_are_named_as_they_say_and_can_be_used() -> None:
    assert [one.name for one in FILES] == sorted(f"{code.lower()}.toml" for code in PACKS)
    assert set(PACKS) >= {"US", "GB", "CA", "DE", "EU", "JP", DEFAULT}


@pytest.mark.parametrize("code", sorted(PACKS))
def test_each_names_its_sources_and_is_looked_at_again_within_a_year(code: str) -> None:
    pack = PACKS[code]
    assert pack.as_of < pack.review_by <= pack.as_of + timedelta(days=366)
    assert all(duty.sources for duty in pack.duty)
    assert all(name in PACKS and code in PACKS[name].members for name in pack.within)


def test_what_was_only_remembered_is_marked() -> None:
    assert {duty.confidence for pack in PACKS.values() for duty in pack.duty} == set(Confidence)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('about = "preserve"', 'about = "preserving"'),
        ("version = 1", "version = 1\nlaws = 7"),
        ('sources = ["The law"]', "sources = []"),
        ('sources = ["The law"]', 'sources = ["The law"]\nleast_days = 9\nmost_days = 7'),
        ('sources = ["The law"]', 'sources = ["The law"]\nleast_days = "9"'),
        ('about = "preserve"', 'about = "report"\nleast_days = 9'),
        ("review_by = 2026-07-01", "review_by = 2025-07-01"),
        ('code = "XX"', 'code = "Nowhere"'),
        ("[[duty]]", "[duty"),
    ],
)
def test_a_file_that_says_anything_else_is_refused_by_name(was: str, becomes: str) -> None:
    assert was in GOOD
    with pytest.raises(PolicyError, match=r"xx\.toml"):
        pack_of(GOOD.replace(was, becomes), "xx.toml")


def test_it_is_past_its_day_only_after_it() -> None:
    pack = pack_of(GOOD, "xx.toml")
    assert not pack.is_past(date(2026, 7, 1))
    assert pack.is_past(date(2026, 7, 2))


def test_a_place_without_a_file_has_the_defaults_and_a_member_has_both() -> None:
    assert [one.code for one in applying("CH", PACKS)] == [DEFAULT]
    assert [one.code for one in applying("FR", PACKS)] == [DEFAULT, "EU"]
    assert [one.code for one in applying("DE", PACKS)] == ["DE", "EU"]
    assert [one.code for one in all_of(["DE", "EU", "DE", "US"], PACKS)] == ["DE", "EU", "US"]


def test_adding_a_country_is_one_file() -> None:
    more = {**PACKS, "XX": pack_of(GOOD, "xx.toml")}
    assert [one.name for one in applying("XX", more)] == ["Nowhere"]
