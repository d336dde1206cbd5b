"""Errands are done once, begin anew after a kill, say why they fail, and obey whoever gives them up."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from leeward.model.errors import DatabaseError, UsageError
from leeward.model.findings import Json
from leeward.review.office import running
from leeward.review.office.bench import Bench
from leeward.review.office.running import Running
from leeward.review.people.rights import Role, Visitor
from leeward.store.desk.office.errands import Errand
from tests.desks import Served
from tests.offices import office, sits

Tell = Callable[[int, int], None]


async def _asked(desk: Served) -> tuple[Visitor, int]:
    visitor = (await sits(desk, "ada", Role.LEAD)).visitor
    return visitor, await desk.room.errands.ask(visitor, "audit", {})


async def _found(desk: Served, visitor: Visitor, number: int) -> Errand:
    found = await desk.room.errands.of(visitor, "audit", number)
    assert found is not None
    return found


def _doing(desk: Served, work: running.Work) -> Running:
    return Running(desk.room.ground, {"audit": work})


async def test_an_errand_that_is_done_is_not_done_again(fresh_database: str, tmp_path: Path) -> None:
    times = []

    async def count(_: Bench, __: Mapping[str, Any], tell: Tell) -> Mapping[str, Json]:
        times.append(1)
        tell(1, 1)
        return {"times": len(times)}

    async with office(fresh_database, tmp_path) as desk:
        visitor, number = await _asked(desk)
        for _ in range(2):
            await _doing(desk, count).carry_out({"errand": number})
        await _doing(desk, count).carry_out({"errand": 999})
        found = await _found(desk, visitor, number)
        assert (found.result, len(times)) == ({"times": 1}, 1)


async def test_a_kill_in_the_middle_loses_nothing(fresh_database: str, tmp_path: Path) -> None:
    async def gone(*_: object) -> Mapping[str, Json]:
        raise DatabaseError("the database is gone", "")

    async def good(*_: object) -> Mapping[str, Json]:
        return {"is": "there"}

    async with office(fresh_database, tmp_path) as desk:
        visitor, number = await _asked(desk)
        with pytest.raises(DatabaseError):
            await _doing(desk, gone).carry_out({"errand": number})
        assert (await _found(desk, visitor, number)).is_open
        await _doing(desk, good).carry_out({"errand": number})
        assert (await _found(desk, visitor, number)).result == {"is": "there"}


async def test_what_cannot_be_done_is_told_to_whoever_asked(fresh_database: str, tmp_path: Path) -> None:
    async def bad(*_: object) -> Mapping[str, Json]:
        raise UsageError("there is no version 7 of the policy", "")

    async with office(fresh_database, tmp_path) as desk:
        visitor, number = await _asked(desk)
        await _doing(desk, bad).carry_out({"errand": number})
        found = await _found(desk, visitor, number)
        assert (found.state, found.said) == ("failed", "there is no version 7 of the policy")


async def test_whoever_gives_it_up_is_obeyed_while_it_runs(fresh_database: str, tmp_path: Path) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def forever(*_: object) -> Mapping[str, Json]:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return {}

    async with office(fresh_database, tmp_path) as desk:
        visitor, number = await _asked(desk)
        at_it = asyncio.create_task(_doing(desk, forever).carry_out({"errand": number}))
        await asyncio.wait_for(begun.wait(), 20)
        await desk.room.errands.stop(visitor, "audit", number)
        await asyncio.wait_for(at_it, 20)
        assert ended.is_set()
        assert (await _found(desk, visitor, number)).state == "stopped"
