"""What every process opens: the policy in force, the key, the database."""

from pathlib import Path

import pytest

from leeward.app.station import client_settings, policy_of, station, vault_key
from leeward.config import Config, Live, Net, Web
from leeward.model.errors import ConfigError, DatabaseError, PolicyError, VaultKeyError
from tests.unit.app.test_living import BAD_POLICY


def _config(tmp_path: Path, **given: object) -> Config:
    return Config.model_validate({"data_dir": tmp_path / "data", "state_dir": tmp_path / "state", **given})


def test_without_a_policy_the_default_is_in_force(tmp_path: Path) -> None:
    policy, text = policy_of(_config(tmp_path))
    assert policy.digest
    assert "Leeward's default" in text


def test_a_policy_that_fails_its_own_test_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    for content, error in (
        (BAD_POLICY.encode(), ConfigError),
        (b"policy = 7", PolicyError),
        (b"\xff", ConfigError),
    ):
        file.write_bytes(content)
        with pytest.raises(error):
            policy_of(_config(tmp_path, live=Live(policy=file)))
    file.unlink()
    with pytest.raises(ConfigError, match=r"mine\.toml cannot be read"):
        policy_of(_config(tmp_path, live=Live(policy=file)))


def test_a_rule_whose_limit_nobody_would_keep_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = policy_of(_config(tmp_path))[1]
    limit = 'limit = { per = "day", most = 50 }\n'
    file.write_text(text.replace('id         = "gone"\n', f'id = "gone"\n{limit}'), "utf-8")
    with pytest.raises(ConfigError, match="rule gone has a limit"):
        policy_of(_config(tmp_path, live=Live(policy=file)))


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


async def test_it_opens_with_the_policy_kept_and_closes_again(fresh_database: str, tmp_path: Path) -> None:
    async with station(_config(tmp_path, database={"url": fresh_database})) as opened:
        async with opened.store.session() as connection:
            kept = await connection.fetch("SELECT digest FROM policies")
        assert [row["digest"] for row in kept] == [opened.policy.digest]
        assert opened.software == {}


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
