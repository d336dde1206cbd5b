"""The listening relay of an installation: one key for all machines, and only the watched deliver."""

import asyncio
from pathlib import Path

from leeward.app.relaying import listening
from leeward.app.station import station
from leeward.app.wires import Wires
from leeward.config import Config
from leeward.pipeline.ingest.intake import RECOUNT_S
from leeward.store import servers
from leeward.store.servers import NewServer
from tests.stores import CARD, START


async def test_the_actor_has_one_key_for_good_and_a_stranger_is_refused(
    fresh_database: str, tmp_path: Path
) -> None:
    web = {"public_url": "https://l.example/"}
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}, "web": web})
    async with station(config) as opened, opened.intake() as intake:
        async with opened.store.transaction() as connection:
            number = await servers.put(
                connection, NewServer("https://m.example:8443", CARD, ("relay",)), START
            )
        wires = Wires(opened)
        one, two = [await listening(opened, wires, intake) for _ in range(2)]
        assert one is not None
        assert two is not None
        documents = [await each.document("/actor", {}) for each in (one, two)]
        assert documents[0] == documents[1]
        assert b"https://l.example/actor" in documents[0].body
        assert (await one.document("/none", {})).status == 404
        assert (await one.inbox("/inbox", [("host", "l.example")], b"{}")).status in {400, 401, 403}
        assert one.server_of("m.example:8443") == number
        assert one.server_of("n.example") is None


async def test_while_too_much_waits_everybody_is_asked_to_come_again(
    fresh_database: str, tmp_path: Path
) -> None:
    web = {"public_url": "https://l.example/"}
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}, "web": web})
    async with station(config) as opened, opened.intake() as intake:
        relay = await listening(opened, Wires(opened), intake)
        assert relay is not None
        assert (await relay.inbox("/inbox", [("host", "l.example")], b"{}")).status != 503
        intake.backlog = 0
        await asyncio.sleep(RECOUNT_S)
        assert (await relay.inbox("/inbox", [("host", "l.example")], b"{}")).status == 503
