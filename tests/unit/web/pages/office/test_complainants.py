"""People who report, without a browser; no name of theirs stands in an address."""

from pathlib import Path

from leeward.review.office.desk.complainants import mark_of
from leeward.review.people.rights import Role
from tests.offices import complained, judged, office, sits

FAR = f"/desk/reporters/{mark_of('domain:far.example')}"


async def test_leads_look_search_mute_and_trust(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = await sits(desk, "ada", Role.LEAD)
        assert "Nobody has a record yet" in await lead.text("/desk/reporters")
        await complained(desk, await judged(desk, 12), 1)
        listed = await lead.text("/desk/reporters")
        assert "9 of 12 (95%: 47 to 91%)" in listed
        found = await lead.press("/desk/reporters", words="far.example")
        assert ("far.example" in found.text, "local:1@" in found.text) == (True, False)
        assert "Nobody is known to speak with it." in await lead.text(FAR)
        assert (await lead.press(f"{FAR}/mute", why="")).status_code == 400
        muted = await lead.press(f"{FAR}/mute", why="a quarrel")
        assert muted.headers["location"] == f"{FAR}?done=saved"
        assert "Its reports weigh nothing until" in await lead.text(FAR)
        for wish in ("unmute", "trust", "distrust"):
            assert (await lead.press(f"{FAR}/{wish}", why="so")).status_code == 303
        assert (await lead.press(f"{FAR}/praise", why="so")).status_code == 400
        assert (await lead.press("/desk/reporters/pause", hours="3", why="a storm")).status_code == 303
        assert "A person stopped it." in await lead.text("/desk/reporters")
        assert (await lead.get("/desk/reporters?page=0")).status_code == 400
        assert (await lead.get("/desk/reporters/nobody")).status_code == 400


async def test_nobody_else_learns_who_reports(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await complained(desk, await judged(desk, 4), 1)
        for name, role in (("bob", Role.MODERATOR), ("cleo", Role.CHILD_SAFETY), ("olga", Role.OPERATOR)):
            seat = await sits(desk, name, role)
            assert (await seat.get("/desk/reporters")).status_code == 403
            assert (await seat.get(FAR)).status_code == 403
            assert (await seat.press(f"{FAR}/mute", why="so")).status_code == 403
            assert (await seat.press("/desk/reporters", words="far")).status_code == 403
