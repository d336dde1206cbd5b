"""What every process opens: the policy in force, the key, the database."""

from pathlib import Path

import pytest

from leeward.app.station import client_settings, has_begun, standing, station, vault_key
from leeward.config import Config, Live, Net, Web
from leeward.model.errors import DatabaseError, VaultKeyError
from leeward.store.policies import versions


def _config(tmp_path: Path, **given: object) -> Config:
    return Config.model_validate({"data_dir": tmp_path / "data", "state_dir": tmp_path / "state", **given})


def test_the_key_is_made_once_or_given(tmp_path: Path) -> None:
    assert vault_key(_config(tmp_path)) == vault_key(_config(tmp_path))
    with pytest.raises(VaultKeyError) as caught:
        vault_key(_config(tmp_path, vault_key="no-such-key"))
    assert "no-such-key" not in caught.value.message + caught.value.hint


def test_requests_say_who_asks_and_where_to_complain(tmp_path: Path) -> None:
    web = Web(public_url="https://l.example")
    assert client_settings(_config(tmp_path, web=web)).user_agent.endswith("(+https://l.example)")
    contact = client_settings(_config(tmp_path, web=web, net=Net(contact="mo@l.example"))).user_agent
    assert contact.endswith("(+mo@l.example)")


async def test_it_opens_with_the_policy_as_the_first_version_and_closes_again(
    fresh_database: str, tmp_path: Path
) -> None:
    async with station(_config(tmp_path, database={"url": fresh_database})) as opened:
        async with opened.store.session() as connection:
            kept = await connection.fetch("SELECT digest FROM policies")
        assert [row["digest"] for row in kept] == [opened.policy.digest]
        assert (opened.version, opened.software) == (1, {})


async def test_who_only_asks_puts_nothing_in_force_and_sees_what_is(
    fresh_database: str, tmp_path: Path
) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('policy = 1\nname = "mine"\n', "utf-8")
    config = _config(tmp_path, database={"url": fresh_database}, live=Live(policy=own))
    async with station(config, adopts=False) as opened:
        assert (opened.version, opened.policy.name) == (0, "mine")
        async with opened.store.session() as connection:
            assert await versions.newest_number(connection) is None
    async with station(config):
        pass
    own.write_text('policy = 1\nname = "edited"\n', "utf-8")
    async with station(config, may_begin=False) as opened:
        assert (opened.version, opened.policy.name) == (1, "mine")
        async with opened.store.session() as connection:
            assert (await standing(connection, config)).number == 1


async def test_a_station_follows_what_is_put_in_force_elsewhere(fresh_database: str, tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('policy = 1\nname = "mine"\n', "utf-8")
    config = _config(tmp_path, database={"url": fresh_database}, live=Live(policy=own))
    async with station(config) as one:
        own.write_text('policy = 1\nname = "edited"\n', "utf-8")
        async with station(config) as other:
            assert (other.version, other.policy.name) == (2, "edited")
        assert (one.version, one.decider().policy.name) == (1, "mine")
        assert await one.follower().look()
        assert (one.version, one.decider().policy.name) == (2, "edited")


def test_a_database_was_begun_once_it_is_told_of_or_made(tmp_path: Path) -> None:
    assert not has_begun(_config(tmp_path))
    assert has_begun(_config(tmp_path, database={"url": "postgresql://127.0.0.1:1/none"}))


async def test_a_database_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    config = _config(tmp_path, database={"url": "postgresql://me:geheim@127.0.0.1:1/none"})
    with pytest.raises(DatabaseError) as caught:
        async with station(config):
            pass
    assert "geheim" not in caught.value.message + caught.value.hint


async def test_who_only_asks_begins_no_database_and_takes_no_empty_one_for_good_news(tmp_path: Path) -> None:
    config = _config(tmp_path)
    with pytest.raises(DatabaseError, match="no database") as caught:
        async with station(config, may_begin=False):
            pass
    assert "leeward connect" in caught.value.hint
    assert not list(tmp_path.iterdir())
