"""How much is sealed, as the command asks for it."""

from pathlib import Path

from leeward.app.commands import vaulting
from leeward.app.station import station
from leeward.config import Config, Database


async def test_an_empty_vault_has_nothing_in_any_state(fresh_database: str, tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, database=Database(url=fresh_database))
    async with station(config, connections=1) as opened:
        assert await vaulting.status(opened) == []
