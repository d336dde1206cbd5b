"""The desk of an open station."""

from pathlib import Path

from structlog.testing import capture_logs

from leeward.app.desk.opening import open_room
from leeward.app.station import station
from leeward.config import Config, load
from leeward.store.connection import Store
from leeward.store.watch import alarms
from tests.databases import Databases


def _config(url: str, folder: Path) -> Config:
    (folder / "leeward.toml").write_text(f'data_dir = "{folder}"\n[database]\nurl = "{url}"\n', "utf-8")
    return load(folder / "leeward.toml")


async def _alarms(store: Store) -> list[str]:
    async with store.session() as connection:
        return [one.said for one in await alarms.opened(connection)]


async def test_the_desk_opens_where_its_walls_stand(fresh_database: str, tmp_path: Path) -> None:
    async with station(_config(fresh_database, tmp_path)) as opened:
        room = await open_room(opened)
        assert room
        assert room.ground.store is opened.store
        assert room.ground.policy() is opened.policy
        assert room.ground.verdicts().store is opened.store
        await room.close()


async def test_without_walls_the_desk_stays_shut_and_the_rest_works(
    databases: Databases, tmp_path: Path
) -> None:
    databases.do("CREATE ROLE jetty LOGIN")
    databases.do("CREATE DATABASE jetty OWNER jetty TEMPLATE template0")
    try:
        config = _config(databases.url("jetty", "jetty"), tmp_path)
        async with station(config) as opened:
            with capture_logs() as said:
                assert await open_room(opened) is None
            assert await _alarms(opened.store) == [
                'the review desk is off: PostgreSQL has no role "jetty_desk"; see: leeward database'
            ]
        (told,) = [one for one in said if one["event"] == "desk.off"]
        assert told["administrator"] == 'CREATE ROLE "jetty_desk" NOLOGIN; GRANT "jetty_desk" TO "jetty"'
        databases.do('CREATE ROLE "jetty_desk" NOLOGIN')
        databases.do('GRANT "jetty_desk" TO "jetty"')
        async with station(config) as opened:
            room = await open_room(opened)
            assert room
            await room.close()
            assert await _alarms(opened.store) == []
    finally:
        databases.do("DROP DATABASE jetty WITH (FORCE)")
        databases.do('DROP ROLE IF EXISTS "jetty_desk"')
        databases.do("DROP ROLE jetty")
