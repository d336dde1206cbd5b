"""`leeward policy guards`: what each guard sees, in words, and on and off by hand."""

import pytest

from tests.scenes import Scene, card
from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file

GUARDS = """
[[guard]]
id = "flood"
title = "A flood of posts"
watch = "posts"
each = false
hours = 24

[[guard]]
id = "wave"
title = "A wave from one server"
watch = "posts"
each = true
hours = 6
on = false
"""
COUNTS = (
    "INSERT INTO hours SELECT 1, 'posts', d, date_trunc('hour', now()) - n * interval '1 hour', 20 "
    "FROM generate_series({}, 700) AS g(n), unnest(ARRAY['', 'far.example']) AS o(d)"
)


async def _counted(stage: Scene) -> None:
    await stage.add_server(card())
    async with stage.store.transaction() as connection:
        await connection.execute(COUNTS.format(1))


async def _surged(stage: Scene) -> None:
    await _counted(stage)
    async with stage.store.transaction() as connection:
        await connection.execute("UPDATE hours SET number = 900 WHERE hour > now() - interval '4 hours'")


@pytest.fixture
def begun(house: House) -> House:
    """A house whose policy has two guards."""
    file = a_file(house, GOOD + GUARDS)
    (house.folder / "leeward.toml").write_text(f'[live]\npolicy = "{file}"\n', "utf-8")
    return house


def test_a_policy_without_guards_says_where_to_read_on(house: House) -> None:
    (house.folder / "leeward.toml").write_text(f'[live]\npolicy = "{a_file(house)}"\n', "utf-8")
    assert "docs/howto/brakes.md" in house.says("policy", "guards")
    assert "has no guard flood" in house.refuses("policy", "guards", "on", "flood")


def test_a_quiet_day_is_told_as_usual(begun: House) -> None:
    begun.play(_counted)
    flood, seen, wave, number = begun.says("policy", "guards").splitlines()
    assert flood == "flood: A flood of posts (posts of all together, on for 24 hours)"
    assert seen.startswith("  home.example: as usual: 20 in the last full hour")
    assert wave.endswith("(posts of each server of origin, on for 6 hours; only tells)")
    assert number == "  1 server of origin with enough to be watched"


def test_a_surge_is_told_in_words(begun: House) -> None:
    begun.play(_surged)
    lines = begun.says("policy", "guards").splitlines()
    assert any(
        one.startswith("  far.example: far more than usual: 900 in the last full hour") for one in lines
    )
    states = [seen["state"] for one in begun.tells("policy", "guards")["guards"] for seen in one["seen"]]
    assert states == ["surge", "surge"]


def test_a_guard_is_switched_on_and_off_by_hand(begun: House) -> None:
    begun.play(_counted)
    assert begun.says("policy", "guards", "on", "wave", "--as", "ada").startswith("wave is on until 2")
    lines = begun.says("policy", "guards").splitlines()
    place = next(number for number, one in enumerate(lines) if one.startswith("  on for everything until"))
    assert lines[place].endswith("ada switched it on")
    words = lines[place + 1].partition("leeward ")[2].split()
    (told,) = begun.tells("policy", "guards")["guards"][1]["on"]
    assert (told["for"], told["is_on"]) == ("everything", True)
    assert begun.says(*words, "--as", "bob") == "wave is off; it was on for 1 place.\n"
    assert "on nowhere" in begun.refuses("policy", "guards", "off", "wave")


def test_switching_is_told_to_machines(begun: House) -> None:
    told = begun.tells("policy", "guards", "on", "flood", "--hours", "2", "--as", "ada")
    assert told["guard"] == "flood"
    assert begun.tells("policy", "guards", "off", "flood", "--as", "ada") == {"guard": "flood", "ended": 1}
