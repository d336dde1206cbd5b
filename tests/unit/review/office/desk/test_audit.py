"""The ledger on the desk: others' exposure, blind voices and other servers' cases are never read from it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from leeward.model.errors import NotAllowed, UsageError
from leeward.pipeline.recording import Note
from leeward.review.office.audit.searching import Wanted
from leeward.review.people.rights import Role, Visitor
from tests.desks import Served
from tests.offices import judged, office, placed, sits, work
from tests.stores import a_server


async def _noted(desk: Served, *notes: Note) -> None:
    async with desk.store.transaction() as connection:
        await desk.room.ground.recorder.record(connection, notes)
    await placed(desk)


async def _kinds(desk: Served, visitor: Visitor, wanted: Wanted | None = None) -> list[str]:
    page = await desk.room.audit.page(visitor, wanted or Wanted())
    return [f"{one.kind} {one.reading}" for one in page.lines if not one.kind.startswith("person.")]


async def test_what_others_were_shown_cannot_be_read_from_the_ledger(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        (case,) = await judged(desk, 1)
        ada = (await sits(desk, "ada", Role.LEAD, Role.OPERATOR)).visitor
        bob = (await sits(desk, "bob", Role.MODERATOR)).visitor
        await _noted(
            desk,
            Note("view.began", {"person": bob.person, "level": 4}, case=case),
            Note("view.second", {"view": 1, "second": 1}, case=case),
            Note("shift.began", {"person": "bob"}),
            Note("case.closed", {"person": "bob", "why": "so"}, case=case),
        )
        async with desk.store.session() as connection:
            rows = await connection.fetch("SELECT number, kind FROM ledger WHERE number IS NOT NULL")
        hidden = [row["number"] for row in rows if row["kind"].startswith(("view.", "shift."))]
        assert len(hidden) == 3
        for wanted in (
            Wanted(),
            Wanted(case=case),
            Wanted(person="bob"),
            Wanted(person=str(bob.person)),
            Wanted(kinds=("view.began", "view.second", "shift.began")),
            Wanted(day=desk.clock().date()),
        ):
            assert not [one for one in await _kinds(desk, ada, wanted) if one.startswith(("view", "shift"))]
        for number in hidden:
            with pytest.raises(UsageError, match="no such entry"):
                await desk.room.audit.entry(ada, number)
            with pytest.raises(UsageError, match="no such entry"):
                await desk.room.audit.proof(ada, number)
        page = await desk.room.audit.page(ada, Wanted())
        assert page.views == 2
        assert "view.began" not in page.kinds


async def test_a_blind_voice_is_not_read_before_the_case_is_decided(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        cases = await judged(desk, 4)
        open_, closed = cases[3], cases[0]
        ada = (await sits(desk, "ada", Role.LEAD, Role.OPERATOR)).visitor
        notes = [
            Note(kind, {"person": "bob", "case": case}, case=case)
            for case in (open_, closed)
            for kind in ("case.voiced", "verdict.said")
        ]
        await _noted(desk, *notes)
        assert await _kinds(desk, ada, Wanted(case=open_)) == []
        assert await _kinds(desk, ada, Wanted(case=closed)) == ["verdict.said open", "case.voiced open"]
        assert len(await _kinds(desk, ada, Wanted(person="bob"))) == 2
        async with desk.store.session() as connection:
            rows = await connection.fetch('SELECT number FROM ledger WHERE "case" = $1', open_)
        for row in rows:
            with pytest.raises(UsageError):
                await desk.room.audit.proof(ada, row["number"])
        async with desk.store.session() as connection:
            decided = "UPDATE cases SET state = 'closed', verdict = 'confirmed', verdict_by = 'bob', "
            statement = decided + "verdict_at = $2 WHERE id = $1"
            await connection.execute(statement, open_, desk.clock())
        assert len(await _kinds(desk, ada, Wanted(case=open_))) == 2


async def test_other_servers_cases_are_behind_walls_and_an_operator_reads_no_case(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        one = await a_server(desk.store)
        two = await a_server(desk.store, "https://other.example")
        (own,), (far,) = await judged(desk, 1, one), await judged(desk, 1, two)
        closed = [Note("case.closed", {"person": "bob", "why": "so"}, case=case) for case in (own, far)]
        await _noted(desk, *closed)
        cleo = (await sits(desk, "cleo", Role.LEAD, servers=[one])).visitor
        page = await desk.room.audit.page(cleo, Wanted())
        assert {line.case for line in page.lines} == {own}
        assert page.views is None
        assert await _kinds(desk, cleo, Wanted(case=far)) == []
        with pytest.raises(NotAllowed):
            await desk.room.audit.begin_check(cleo)
        olga = (await sits(desk, "olga", Role.OPERATOR)).visitor
        assert await _kinds(desk, olga, Wanted(kinds=("case.closed",))) == ["case.closed bare"] * 2
        assert await _kinds(desk, olga, Wanted(kinds=("policy.first",))) == ["policy.first open"]
        async with desk.store.session() as connection:
            row = await connection.fetchrow('SELECT number FROM ledger WHERE "case" = $1', far)
        proof: dict[str, Any] = json.loads(await desk.room.audit.proof(olga, row["number"]))
        assert "entry" not in proof
        assert "kind" not in proof
        assert len(proof["leaf"]) == 64


async def test_an_entry_is_proven_until_somebody_changes_it(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada = (await sits(desk, "ada", Role.LEAD)).visitor
        await _noted(desk, *(Note("brake.set", {"person": "ada", "rule": str(n)}) for n in range(5)))
        told = await desk.room.audit.entry(ada, 0)
        assert (told.problem, told.line.kind, told.size) == ("", "policy.first", 7)
        head = json.loads(await desk.room.audit.head())
        page = await desk.room.audit.page(ada, Wanted())
        assert page.head is not None
        assert (page.head.root, page.head.size, page.head.signature) == (
            head["root"],
            head["size"],
            head["signature"],
        )
        assert json.loads(await desk.room.audit.proof(ada, 0))["entry"]
        async with desk.store.session() as connection:
            await connection.execute("UPDATE ledger SET leaf = sha256('x') WHERE number = 1")
        assert "was changed" in (await desk.room.audit.entry(ada, 0)).problem
        check = await desk.room.audit.begin_check(ada)
        await work(desk, check)
        found = await desk.room.audit.check(ada, check)
        assert found.result is not None
        assert found.result["ok"] is False
        await desk.room.audit.stop(ada, check)
        bob = (await sits(desk, "bob", Role.LEAD)).visitor
        with pytest.raises(UsageError, match="no such check"):
            await desk.room.audit.check(bob, check)


async def test_pages_go_on_where_the_last_one_ended(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada = (await sits(desk, "ada", Role.LEAD)).visitor
        await _noted(desk, *(Note("brake.set", {"person": "ada", "rule": str(n)}) for n in range(120)))
        seen: list[int] = []
        before: int | None = None
        for _ in range(9):
            page = await desk.room.audit.page(ada, Wanted(kinds=("brake.set",), before=before))
            seen += [one.id for one in page.lines]
            before = page.before
            if before is None:
                break
        assert len(seen) == 120
        assert seen == sorted(set(seen), reverse=True)


async def test_many_pages_at_once_do_not_wait_for_each_other(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = (await sits(desk, "lead", Role.LEAD)).visitor
        asked = (desk.room.audit.page(lead, Wanted()) for _ in range(30))
        assert len(await asyncio.wait_for(asyncio.gather(*asked), 30.0)) == 30
