"""Who asks for something long gives up what they asked for before, and sees only their own."""

from pathlib import Path

from leeward.review.people.rights import Role
from tests.offices import office, sits


async def test_a_new_wish_takes_the_place_of_the_old_one_of_its_kind(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada = (await sits(desk, "ada", Role.LEAD)).visitor
        bob = (await sits(desk, "bob", Role.LEAD)).visitor
        errands = desk.room.errands
        first, other = await errands.ask(ada, "trial", {}), await errands.ask(ada, "audit", {})
        his, second = await errands.ask(bob, "trial", {}), await errands.ask(ada, "trial", {})
        states = {one.id: str(one.state) for one in await errands.latest(ada, "trial")}
        assert states == {first: "stopped", second: "waiting"}
        assert await errands.of(ada, "trial", his) is None
        assert await errands.of(ada, "trial", other) is None
        assert await errands.of(ada, "trial", 1 << 70) is None
        mine = await errands.of(ada, "audit", other)
        assert mine is not None
        assert mine.is_open
        await errands.stop(ada, "audit", other)
        mine = await errands.of(ada, "audit", other)
        assert mine is not None
        assert not mine.is_open
        async with desk.store.session() as connection:
            jobs = await connection.fetch("SELECT dedupe_key FROM pgqueuer WHERE entrypoint = 'errand'")
        assert {row["dedupe_key"] for row in jobs} == {f"errand:{n}" for n in (first, other, his, second)}
