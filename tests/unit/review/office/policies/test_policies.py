"""From an edited file to a decision: a new rule only notes, until somebody promotes it."""

from dataclasses import replace
from pathlib import Path

from leeward.app.station import Station, station
from leeward.model.items import WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.review.office.policies import changing
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Looked, MatchRow
from tests.stores import START, a_server, posted
from tests.unit.review.office.policies.files import rule
from tests.unit.review.office.policies.policy_house import ADA, PolicyHouse

MATCH = MatchRow(0, "stand-ins", "v", "md5", True, 0, 31, "whole", b"\7" * 32)


async def _decided(opened: Station, number: int) -> tuple[list[str], str]:
    """A post with a listed file is decided: what is done, and under which policy."""
    async with opened.store.transaction() as connection:
        server = await connection.fetchval("SELECT id FROM servers")
        arrival = Arrival(server, WayIn.WEBHOOK, posted(number, f"https://m.example/{number}.png"))
        await write(connection, [arrival], Door(), opened.recorder)
        row = await connection.fetchrow("SELECT id, item FROM media ORDER BY id DESC LIMIT 1")
        looked = Looked(row["id"], "looked", True, None, None, None, None, None, 1, None)
        await looks.save(connection, [looked], START)
        await looks.add_matches(connection, [replace(MATCH, media=row["id"])])
        await opened.decider().decide(connection, [row["item"]])
        made = await connection.fetchrow("SELECT actions, policy FROM decisions WHERE item = $1", row["item"])
    return [one for one in made["actions"] if one == "hold"], made["policy"]


async def test_a_new_rule_notes_until_it_is_promoted_and_running_processes_follow(
    fresh_database: str, tmp_path: Path
) -> None:
    house = PolicyHouse(fresh_database, tmp_path)
    house.write(rule("elsewhere", "match.perceptual"))
    async with station(house.config) as running:
        await a_server(running.store)
        first = running.policy.digest
        assert await _decided(running, 1) == ([], first)
        house.write(rule("elsewhere", "match.perceptual"), rule("exact"))
        async with house.asks() as asks:
            await changing.use(asks, None, ADA)
        assert await _decided(running, 2) == ([], first)
        assert await running.follower().look()
        second = running.policy.digest
        assert second != first
        assert await _decided(running, 3) == ([], second)
        async with house.asks() as asks:
            await changing.promote(asks, "exact", None, ADA)
        assert await _decided(running, 4) == (["hold"], second)
        async with house.asks() as asks:
            await changing.revert(asks, 1, ADA)
        assert await running.follower().look()
        assert await _decided(running, 5) == ([], first)
        async with house.asks() as asks:
            await changing.revert(asks, 2, ADA)
        assert await running.follower().look()
        assert await _decided(running, 6) == (["hold"], second)
