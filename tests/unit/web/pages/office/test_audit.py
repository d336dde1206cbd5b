"""The ledger's pages, without a browser."""

from pathlib import Path

import pytest

from leeward.pipeline.recording import Note
from leeward.review.people.rights import Role
from tests.offices import judged, office, placed, sits, work


async def test_entries_are_searched_read_proven_and_taken_away(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = await sits(desk, "ada", Role.LEAD)
        (case,) = await judged(desk, 1)
        async with desk.store.transaction() as connection:
            note = Note("case.closed", {"person": "bob", "why": "<b>no</b>"}, case=case)
            await desk.room.ground.recorder.record(connection, [note])
        await placed(desk)
        page = await lead.text("/desk/audit")
        assert "The policy was put in force for the first time, as version 1." in page
        assert "It was closed: &lt;b&gt;no&lt;/b&gt;" in page
        for query in (
            f"case={case}",
            "person=bob",
            "kind=case.closed",
            f"day={desk.clock().date()}&person=bob",
        ):
            found = await lead.text(f"/desk/audit?{query}")
            assert "It was closed" in found
            assert "for the first time" not in found
        assert "No entry fits" in await lead.text("/desk/audit?day=1999-01-01")
        assert "It is in the ledger." in await lead.text("/desk/audit/0")
        head = await lead.get("/desk/audit/head.json")
        assert head.headers["content-disposition"] == 'attachment; filename="head.json"'
        assert (await lead.get("/desk/audit/0/proof.json")).json()["number"] == 0
        begun = await lead.press("/desk/audit/checks")
        path = begun.headers["location"]
        assert "It waits for a worker." in await lead.text(path)
        await work(desk, int(path.rpartition("/")[2]))
        assert "The ledger is as it was written." in await lead.text(path)
        assert (await lead.press(f"{path}/stop")).status_code == 303


@pytest.mark.parametrize("query", ["case=x", "case=0", "day=31.12.2026", "before=-1", "case=" + "9" * 99])
async def test_what_cannot_be_searched_for_is_told(fresh_database: str, tmp_path: Path, query: str) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = await sits(desk, "ada", Role.LEAD)
        assert (await lead.get(f"/desk/audit?{query}")).status_code == 400


async def test_the_ledger_is_for_who_may_audit(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await placed(desk)
        bob = await sits(desk, "bob", Role.MODERATOR)
        for path in ("", "/head.json", "/0", "/0/proof.json", "/checks/1"):
            assert (await bob.get(f"/desk/audit{path}")).status_code == 403
