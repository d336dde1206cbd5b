"""People see what guards see, and switch them."""

from datetime import timedelta
from pathlib import Path

import pytest

from leeward.app.station import now, station
from leeward.config import Config, Live
from leeward.model.errors import UsageError
from leeward.policy.watch.surge import State
from leeward.review.office.watch import guarding
from tests.stores import a_server
from tests.unit.policy.texts import policy_text, rule

GUARD = '\n[[guard]]\nid = "wave"\ntitle = "A wave"\nwatch = "posts"\neach = false\nhours = 24\n'


@pytest.fixture
def config(fresh_database: str, tmp_path: Path) -> Config:
    file = tmp_path / "mine.toml"
    file.write_text(policy_text(GUARD, rule("some-rule")), "utf-8")
    given = {"data_dir": tmp_path, "state_dir": tmp_path, "database": {"url": fresh_database}}
    return Config.model_validate({**given, "live": Live(policy=file)})


async def test_a_guard_is_switched_on_for_its_hours_or_for_others_and_off(config: Config) -> None:
    async with station(config) as opened:
        switch = await guarding.switch_on(opened, "wave", None, "ada")
        assert switch.until - switch.since == timedelta(hours=24)
        with pytest.raises(UsageError, match="is on"):
            await guarding.switch_on(opened, "wave", 5, "ada")
        (one,), _ = await guarding.standings(opened)
        assert [each.said for each in one.on] == ["ada switched it on"]
        assert len(await guarding.switch_off(opened, "wave", "bob")) == 1
        with pytest.raises(UsageError, match="on nowhere"):
            await guarding.switch_off(opened, "wave", "bob")
        longer = await guarding.switch_on(opened, "wave", 5, "bob")
        assert longer.until - now() < timedelta(hours=5)


async def test_each_protected_server_is_seen_by_itself(config: Config) -> None:
    async with station(config) as opened:
        await a_server(opened.store, "https://a.example")
        await a_server(opened.store, "https://b.example")
        (one,), names = await guarding.standings(opened)
    assert sorted(names.values()) == ["a.example", "b.example"]
    assert {(names[seen.place.server], seen.reading.state) for seen in one.seen} == {
        ("a.example", State.LEARNING),
        ("b.example", State.LEARNING),
    }


async def test_a_guard_that_there_is_not_is_answered_with_the_one_that_was_meant(config: Config) -> None:
    async with station(config) as opened:
        with pytest.raises(UsageError) as caught:
            await guarding.switch_on(opened, "wabe", None, "ada")
    assert caught.value.hint == "did you mean wave?"
