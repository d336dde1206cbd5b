"""What people say of sources is in the log and the ledger, and weights follow from it, again and again."""

from datetime import timedelta
from pathlib import Path

import pytest

from leeward.model.errors import UsageError
from leeward.pipeline.decide.folding import Fold
from leeward.policy.community.events import Group
from leeward.policy.community.parameters import DEFAULTS
from leeward.review.office.complainants import deeds
from leeward.review.office.complainants.deeds import Said
from tests.desks import Served
from tests.offices import office

ADA = Said("ada", "known to be careful")
FORUM = "domain:forum.example"


async def _weight(desk: Served) -> tuple[float, bool, bool]:
    """(its weight, whether it is named, whether it is muted), in a process that reads the log anew."""
    fold, now = Fold(), desk.clock()
    async with desk.store.session() as connection:
        await fold.read_on(connection)
    record = fold.state.records().get((Group.GENERAL, FORUM))
    is_muted = fold.state.muted_until(FORUM, now) is not None
    return (
        (round(record.weight(now, DEFAULTS), 3), record.is_named, is_muted)
        if record
        else (0, False, is_muted)
    )


async def test_trust_counts_and_is_taken_back_whole(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        bench = desk.room.ground
        assert await deeds.trust(bench, "Forum.example", ADA) == FORUM
        weight, is_named, _ = await _weight(desk)
        assert (weight > 0.4, is_named) == (True, True)
        await deeds.distrust(bench, FORUM, ADA)
        assert await _weight(desk) == (0, False, False)


async def test_muted_until_a_time_or_until_somebody_says_otherwise(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        bench = desk.room.ground
        await deeds.mute(bench, FORUM, desk.clock() + timedelta(days=30), ADA)
        assert (await _weight(desk))[2]
        desk.clock.pass_s(timedelta(days=31).total_seconds())
        assert not (await _weight(desk))[2]
        await deeds.mute(bench, FORUM, desk.clock() + timedelta(days=30), ADA)
        await deeds.unmute(bench, FORUM, ADA)
        assert not (await _weight(desk))[2]


async def test_each_deed_stands_in_the_ledger_with_who_and_why(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        bench, until = desk.room.ground, desk.clock() + timedelta(hours=2)
        await deeds.trust(bench, FORUM, Said("ada"), "general")
        await deeds.distrust(bench, FORUM, ADA)
        await deeds.mute(bench, FORUM, until, ADA)
        await deeds.unmute(bench, FORUM, ADA)
        await deeds.pause(bench, until, ADA)
        async with desk.store.session() as connection:
            statement = "SELECT kind, person, data FROM ledger WHERE kind LIKE 'flags.%' ORDER BY id"
            rows = await connection.fetch(statement)
        kinds = [row["kind"].removeprefix("flags.") for row in rows]
        assert kinds == ["trusted", "distrusted", "muted", "unmuted", "paused"]
        assert {row["person"] for row in rows} == {"ada"}
        assert ["why" in row["data"].decode() for row in rows] == [False, True, True, True, True]


@pytest.mark.parametrize("given", ["", "  ", "x" * 301, "two\nlines"])
async def test_what_is_no_source_is_refused(fresh_database: str, tmp_path: Path, given: str) -> None:
    async with office(fresh_database, tmp_path) as desk:
        with pytest.raises(UsageError, match="no source"):
            await deeds.trust(desk.room.ground, given, ADA)
        with pytest.raises(UsageError, match="no source"):
            await deeds.distrust(desk.room.ground, given, ADA)
