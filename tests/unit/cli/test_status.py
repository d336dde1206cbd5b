"""`leeward status` on a real database."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leeward.cli import run
from leeward.model.servers import ServerCard
from leeward.store import servers
from leeward.store.arrivals import intake
from leeward.store.connection import Store
from leeward.store.migrations.migrating import migrate
from leeward.store.servers import NewServer
from leeward.store.watch import alarms, workers
from leeward.store.watch.workers import Worker

CARD = ServerCard("mastodon", "4.6.0", "mastodon", (), (), missing=("the scope write:statuses",))


@pytest.fixture
def config(fresh_database: str, tmp_path: Path) -> Path:
    file = tmp_path / "leeward.toml"
    file.write_text(f'data_dir = "{tmp_path}/data"\n[database]\nurl = "{fresh_database}"\n', "utf-8")
    _done(migrate(fresh_database))
    return file


def _done(what: Coroutine[object, object, object]) -> None:
    with ThreadPoolExecutor(1) as threads:  # pytest's own loop may be running here
        threads.submit(asyncio.run, what).result()


async def _stage(url: str) -> None:
    """A server, a living process, an alarm, something that was dropped."""
    now = datetime.now(UTC)
    async with Store(url) as store, store.transaction() as connection:
        server = NewServer("https://m.example", CARD, ("poll", "webhook"), b"sealed")
        number = await servers.put(connection, server, now)
        one = Worker("a", "quay", ("web", "worker"), "1.0", now, now, 50 << 30, 100 << 30)
        await workers.beat(connection, one)
        await intake.count(connection, now.date(), {(number, "dropped: a direct message"): 12})
        await alarms.raise_(connection, "case:7", "a copy came back\x1b[31m", now)


def _told(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = run(["status", *words])
    out, err = capfd.readouterr()
    return status, out, err


def test_all_is_well_where_nothing_is_connected(config: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = _told(capfd, "--config", str(config))
    assert (status, err) == (0, "")
    assert "all is well" in out
    assert "your own" in out


def test_what_is_wrong_is_said_and_is_the_exit_status(
    config: Path, fresh_database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    _done(_stage(fresh_database))
    status, out, _ = _told(capfd, "--config", str(config))
    assert status == 1
    for said in (
        "something is wrong",
        "a copy came back",
        "m.example: mastodon 4.6.0",
        "yellow poll",
        "yellow webhook",
        "no canary was sent yet",
        "the token lacks the scope write:statuses",
        "web, worker on quay",
        "12 dropped: a direct message (m.example)",
        "none is configured: only canaries are found",
    ):
        assert said in " ".join(out.split()), said
    assert "\x1b[31m" not in out, "nothing that a server said moves the cursor"
    assert len(out.splitlines()) <= 40, "it is one screen"


def test_machines_get_one_object(
    config: Path, fresh_database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    _done(_stage(fresh_database))
    status, out, _ = _told(capfd, "--json", "--config", str(config))
    told = json.loads(out)
    assert (status, told["is_well"]) == (1, False)
    assert told["servers"][0]["ways_in"][0]["light"]["lamp"] == "yellow"
    assert "postgresql://" not in out


def test_where_there_is_nothing_to_look_at_the_status_is_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "leeward.toml"
    file.write_text(f'data_dir = "{tmp_path}/data"\n', "utf-8")
    status, out, err = _told(capfd, "--config", str(file))
    assert (status, out) == (2, "")
    assert "there is no database" in err
    assert "leeward connect" in err
    assert not (tmp_path / "data").exists()
