"""A worker's crew: a bank that is missing stops it, and media whose job is gone get another."""

from datetime import timedelta
from pathlib import Path

import pytest

from leeward.app.crew import crew, open_banks
from leeward.app.duties import duties
from leeward.app.station import now, station
from leeward.app.wires import Wires
from leeward.config import Config
from leeward.model.errors import BankError, ConfigError
from leeward.model.jobs import JobKind
from leeward.pipeline.decide.made import CANARY_BANK
from leeward.store import queue
from tests.stores import a_server


def _config(url: str, folder: Path, **given: object) -> Config:
    return Config.model_validate({"data_dir": folder, "workers": 1, "database": {"url": url}, **given})


async def test_media_whose_job_is_gone_get_one_and_every_kind_of_job_is_handled(
    fresh_database: str, tmp_path: Path
) -> None:
    config = _config(fresh_database, tmp_path, web={"public_url": "https://l.example"})
    async with (
        station(config) as opened,
        opened.intake() as intake,
        crew(opened, intake, Wires(opened)) as aboard,
    ):
        assert [bank.name for bank in aboard.banks.opened] == [CANARY_BANK]
        assert {JobKind.LOOK, JobKind.ACT, JobKind.PROBE} <= set(duties(aboard).handlers)
        server = await a_server(opened.store)
        async with opened.store.transaction() as connection:
            item = await connection.fetchval(
                "INSERT INTO items (server, native_id, uri, way_in, post, seen_at)"
                " VALUES ($1, '7', 'u', 'poll', '{}', $2) RETURNING id",
                server,
                now() - timedelta(hours=1),
            )
            await connection.execute(
                "INSERT INTO media (item, position, native_id, kind, copies)"
                " VALUES ($1, 0, 'm', 'image', '[]')",
                item,
            )
        for _ in range(2):
            await aboard.find_lost()
        async with opened.store.session() as connection:
            assert await queue.sizes(connection) == {"look": 1}


async def test_what_is_configured_but_broken_stops_the_start(fresh_database: str, tmp_path: Path) -> None:
    for given, error in (
        ({"banks": [tmp_path / "none.csv"]}, BankError),
        ({"live": {"verified": ["nobody"]}}, ConfigError),
    ):
        async with station(_config(fresh_database, tmp_path, **given)) as opened:
            with pytest.raises(error):
                open_banks(opened)
