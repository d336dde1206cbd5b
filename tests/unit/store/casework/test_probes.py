"""A round is planned once, and seen once."""

from datetime import timedelta

from leeward.model.items import Place
from leeward.model.proofs import Aspect, Probe, Seen
from leeward.store.casework import probes
from leeward.store.casework.probes import Result, Round, Target
from tests.scenes import NOON, card, connected, scene

TARGETS = [
    Target(Probe(Aspect.POST, Place.ORIGINAL, "https://home.example/p1"), None, is_ours=True),
    Target(Probe(Aspect.URL, Place.REMOTE, "https://far.example/1"), 1, is_ours=False),
]


async def test_a_round_is_planned_once_and_each_probe_is_seen_once(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            turn = Round(case, 0, 0, NOON)
            await probes.add(connection, turn, TARGETS)
            await probes.add(connection, turn, TARGETS)
            rows = await probes.still_open(connection, case, 0, 0)
            assert [one.target for one in rows] == TARGETS
            results = [Result(one.id, Seen.GONE, "so") for one in rows]
            assert await probes.save(connection, results[:1], NOON) == {rows[0].id}
            assert await probes.save(connection, results, NOON) == {rows[1].id}
            assert await probes.still_open(connection, case, 0, 0) == []
            kept = await probes.of_case(connection, case)
            assert [(one.seen, one.detail, one.done_at) for one in kept] == [(Seen.GONE, "so", NOON)] * 2


async def test_a_late_round_of_a_case_that_is_verified_is_found(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            await probes.add(connection, Round(case, 0, 2, NOON), TARGETS)
            late = NOON + timedelta(seconds=1)
            assert await probes.overdue(connection, late, 10) == []
            await connection.execute("UPDATE cases SET state = 'verifying'")
            assert await probes.overdue(connection, late, 10) == [(case, 0, 2)]
            assert await probes.overdue(connection, NOON, 10) == []
