"""The whole ledger, checked by an errand."""

from pathlib import Path

from leeward.review.office.audit import checking
from tests.offices import office, placed


async def test_a_check_says_that_all_is_well_and_what_was_changed(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await placed(desk)
        told: list[int] = []
        found = await checking.run(desk.room.ground, {}, lambda done, _: told.append(done))
        assert (found["ok"], found["size"], found["problems"]) == (True, 1, [])
        async with desk.store.session() as connection:
            await connection.execute("UPDATE ledger SET data = data || ' '")
        found = await checking.run(desk.room.ground, {}, lambda *_: None)
        assert found["ok"] is False
        assert found["problems"]
