"""People hold a rule back, see it, and let it go on, always with a reason."""

from pathlib import Path

import pytest

from leeward.app.station import Station, station
from leeward.config import Config, Live
from leeward.model.errors import UsageError
from leeward.pipeline.braking import strike
from leeward.policy.watch.brakes import Kind, Strike
from leeward.review.office.watch import braking
from tests.unit.policy.texts import policy_text, rule


@pytest.fixture
def config(fresh_database: str, tmp_path: Path) -> Config:
    file = tmp_path / "mine.toml"
    file.write_text(policy_text("\n[quota]\nhold = 4\n", rule("some-rule"), rule("two")), "utf-8")
    given = {"data_dir": tmp_path, "state_dir": tmp_path, "database": {"url": fresh_database}}
    return Config.model_validate({**given, "live": Live(policy=file)})


async def _held(opened: Station) -> list[str]:
    return [f"{one.rule} {one.kind}" for one in await braking.held(opened)]


async def test_a_rule_is_held_back_once_and_let_go_on_once(config: Config) -> None:
    async with station(config) as opened:
        assert await braking.hold(opened, "some-rule", "ada", "too much")
        assert not await braking.hold(opened, "some-rule", "bob", "too much")
        assert await _held(opened) == ["some-rule by-hand"]
        assert [one.rule for one in await braking.lift(opened, "some-rule", "bob", "mended")] == ["some-rule"]
        assert await _held(opened) == []
        with pytest.raises(UsageError, match="nothing holds some-rule back"):
            await braking.lift(opened, "some-rule", "bob", "mended")


async def test_a_quota_is_lifted_by_its_action(config: Config) -> None:
    async with station(config) as opened:
        async with opened.store.transaction() as connection:
            quota = Strike(Kind.QUOTA, "hold", "used up")
            await strike(connection, opened.recorder, opened.policy, [quota])
        assert [one.kind for one in await braking.lift(opened, "hold", "ada", "a real wave")] == ["quota"]


@pytest.mark.parametrize("why", ["", "  ", "two\nlines", "x" * 501])
async def test_a_reason_is_needed_and_fits_in_a_line(config: Config, why: str) -> None:
    async with station(config) as opened:
        with pytest.raises(UsageError, match="reason"):
            await braking.hold(opened, "some-rule", "ada", why)
        with pytest.raises(UsageError, match="reason"):
            await braking.lift(opened, "some-rule", "ada", why)


async def test_a_rule_that_there_is_not_is_answered_with_the_one_that_was_meant(config: Config) -> None:
    async with station(config) as opened:
        with pytest.raises(UsageError) as caught:
            await braking.hold(opened, "some-rle", "ada", "too much")
    assert caught.value.hint == "did you mean some-rule?"
