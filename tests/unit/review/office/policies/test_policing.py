"""People see what is in force, what it was, and how two policies differ."""

from datetime import timedelta
from pathlib import Path

import pytest

from leeward.app.station import now, station
from leeward.model.errors import ConfigError, UsageError
from leeward.policy.rules import Mode
from leeward.review.office.policies import policing
from leeward.store.policies import brakes
from leeward.store.policies.brakes import NewBrake
from tests.unit.review.office.policies.files import rule, text, write
from tests.unit.review.office.policies.policy_house import PolicyHouse


@pytest.fixture
def house(fresh_database: str, tmp_path: Path) -> PolicyHouse:
    return PolicyHouse(fresh_database, tmp_path)


def _names(told: tuple[policing.Side, policing.Side]) -> tuple[str, str]:
    return told[0].name, told[1].name


async def test_before_there_is_a_policy_the_one_that_would_be_is_shown(house: PolicyHouse) -> None:
    house.write()
    assert policing.unbegun(house.config).number == 0
    async with house.asks() as opened:
        found = await policing.shown(opened)
        assert await policing.history(opened) == []
    assert (found.number, found.policy.name, [one.mode for one in found.rules]) == (0, "mine", [Mode.ENFORCE])


async def test_what_is_in_force_is_shown_and_not_what_the_file_says_now(house: PolicyHouse) -> None:
    house.write(rule(), rule("off", mode="off"))
    await house.start()
    house.write(rule("edited"))
    async with house.asks() as opened:
        found = await policing.shown(opened)
    assert found.number == 1
    assert [(one.rule.id, one.mode, one.why) for one in found.rules] == [
        ("exact", Mode.ENFORCE, ""),
        ("off", Mode.OFF, ""),
    ]
    assert found.bundle.to_text() == text(rule(), rule("off", mode="off"))


async def test_a_rule_that_a_brake_holds_back_says_why(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    async with house.asks() as opened:
        core = opened.policy.rules[0].core
        since = now() - timedelta(minutes=1)
        async with opened.store.transaction() as connection:
            told = NewBrake(core, "exact", "exact", "by-hand", since, None, "a person holds it back")
            await brakes.add(connection, told)
        (found,) = (await policing.shown(opened)).rules
    assert (found.mode, found.why) == (Mode.SHADOW, "a person holds it back")


async def test_the_history_says_what_each_version_did(house: PolicyHouse) -> None:
    house.write(rule("a"), rule("b"))
    await house.start()
    house.write(rule("b", "match.verified"), rule("c"))
    await house.start()
    async with house.asks() as opened:
        newer, older = await policing.history(opened)
    names = [
        [one.id for one in part] for part in (newer.delta.added, newer.delta.changed, newer.delta.removed)
    ]
    assert (newer.version.number, names) == (2, [["c"], ["b"], ["a"]])
    assert [one.id for one in older.delta.added] == ["a", "b"]


async def test_two_policies_are_compared_the_older_one_first(house: PolicyHouse) -> None:
    house.write()
    async with house.asks() as opened:
        assert _names(await policing.sides(opened, ())) == (str(house.file), str(house.file))
    await house.start()
    house.write(rule("b"))
    await house.start()
    other = str(write(house.folder / "other.toml", rule("c")))
    async with house.asks() as opened:
        assert _names(await policing.sides(opened, ())) == ("version 2", str(house.file))
        assert _names(await policing.sides(opened, ("1",))) == ("version 1", "version 2")
        assert _names(await policing.sides(opened, (other,))) == ("version 2", other)
        old, new = await policing.sides(opened, (other, "1"))
        assert (old.name, old.policy.rules[0].id, new.policy.rules[0].id) == (other, "c", "exact")
        with pytest.raises(UsageError, match="no version 9"):
            await policing.sides(opened, ("9",))
        with pytest.raises(ConfigError, match="none"):
            await policing.sides(opened, (str(house.folder / "none.toml"),))


async def test_without_a_file_the_default_is_compared(fresh_database: str, tmp_path: Path) -> None:
    house = PolicyHouse(fresh_database, tmp_path, has_file=False)
    async with station(house.config), house.asks() as opened:
        assert _names(await policing.sides(opened, ())) == ("version 1", "the default")
