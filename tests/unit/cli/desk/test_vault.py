"""`leeward vault status`: how much is sealed, and what could not be kept."""

from leeward.store.desk.viewing import evidence
from leeward.store.desk.viewing.evidence import Whole
from tests.scenes import ADDRESS, Scene, card
from tests.unit.cli.conftest import House


async def _keep_one(stage: Scene) -> None:
    await stage.add_server(card(), ADDRESS)
    await stage.add_case()
    ((item, media),) = await stage.ask("SELECT item, id FROM media")
    async with stage.store.transaction() as connection:
        await evidence.want(connection, [int(str(item))], stage.clock())
        await evidence.keep(connection, Whole(int(str(media)), bytes(32), 2048, None), [b"x"], stage.clock())


def test_it_says_how_much_is_sealed(house: House) -> None:
    house.says("cases")
    assert "None so far." in house.says("vault", "status")
    house.play(_keep_one)
    said = house.says("vault", "status")
    assert "for 30 days after the last case" in said
    assert "1 media, 2.0 KiB: kept, sealed" in said
    told = house.tells("vault", "status")
    assert told == {"is_kept": True, "states": {"kept": {"number": 1, "bytes": 2048}}}
