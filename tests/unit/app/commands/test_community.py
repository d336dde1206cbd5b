"""The rest is tried by the commands over it."""

from pathlib import Path

from leeward.app.commands import community
from leeward.app.station import station
from leeward.config import Config, Database


async def test_where_nobody_is_connected_there_is_no_past(fresh_database: str, tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "d", state_dir=tmp_path / "s", database=Database(url=fresh_database))
    said: list[str] = []
    async with station(config, connections=2) as opened:
        assert await community.bootstrap(opened, said.append) == []
        assert await community.sources(opened) == []
        assert await community.check(opened) == []
    assert said == []
