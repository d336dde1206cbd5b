"""Why a case is there, without a browser."""

from pathlib import Path

from leeward.review.people.rights import Role
from tests.offices import judged, office, sits


async def test_leads_read_the_replay_and_what_the_author_may_be_told(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        cases = await judged(desk, 4)
        lead = await sits(desk, "ada", Role.LEAD)
        told = await lead.text(f"/desk/case/{cases[0]}/why")
        for words in ("the same again", "Rule by rule", "For the author of the post", "it was removed under"):
            assert words in told
        assert "We are sorry for the wait" in await lead.text(f"/desk/case/{cases[2]}/why")
        letter = told.partition("<textarea")[2].partition("</textarea>")[0]
        assert "list" not in letter
        assert (await lead.get("/desk/case/999/why")).status_code == 409
        operator = await (await sits(desk, "olga", Role.OPERATOR)).text(f"/desk/case/{cases[0]}/why")
        assert "the same again" in operator
        assert "For the author" not in operator
        bob = await sits(desk, "bob", Role.MODERATOR)
        assert (await bob.get(f"/desk/case/{cases[0]}/why")).status_code == 403
