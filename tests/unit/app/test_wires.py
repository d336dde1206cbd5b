"""The servers that are watched; one whose token does not open leaves the others alone."""

from pathlib import Path

from structlog.testing import capture_logs

from leeward.app.station import station
from leeward.app.wires import Wires
from leeward.config import Config
from leeward.store import servers
from leeward.store.servers import NewServer
from tests.stores import CARD, START


async def test_each_watched_server_has_its_wire_but_one_whose_token_does_not_open(
    fresh_database: str, tmp_path: Path
) -> None:
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}})
    async with station(config) as opened:
        async with opened.store.transaction() as connection:
            put = [
                await servers.put(
                    connection, NewServer(f"https://{n}.example", CARD, ("poll",), token), START
                )
                for n, token in (("a", None), ("b", b"no seal"), ("c", None))
            ]
            await servers.leave(connection, put[2])
        wires = Wires(opened)
        with capture_logs() as logs:
            watched = await wires.watched()
        assert list(watched) == put[:1]
        assert watched[put[0]].ways_in == ("poll",)
        assert [one["server"] for one in logs] == [put[1]]
        assert await wires.server(put[2]) is None
        row = await wires.server(put[0])
        assert row is not None
        assert wires.secret(row) == b""
        assert opened.software[put[0]] == CARD.software
