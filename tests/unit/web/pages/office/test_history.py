"""The policy over time, without a browser."""

from pathlib import Path

from leeward.review.people.rights import Role
from tests.offices import office, sits, written
from tests.unit.review.office.policies.files import rule


async def test_versions_are_listed_compared_and_put_in_force_again(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = await sits(desk, "ada", Role.LEAD)
        draft = {"policy.toml": written(rule("fresh", "author.age_days < 2"))}
        await desk.room.policies.put(lead.visitor, 1, draft, "more care")
        listed = await lead.text("/desk/policy/history")
        for words in ("Version 2", "Edited by ada", "“more care”", "New rules: <code", "fresh"):
            assert words in listed
        old = await lead.text("/desk/policy/history/1")
        assert "From here to what is in force, version 2" in old
        assert "This version is in force." in await lead.text("/desk/policy/history/2")
        assert (await lead.press("/desk/policy/history/1/revert", why="")).status_code == 400
        back = await lead.press("/desk/policy/history/1/revert", why="it was better")
        assert back.headers["location"] == "/desk/policy?done=promoted"
        assert "Put back by ada" in await lead.text("/desk/policy/history")
        assert (await lead.get("/desk/policy/history/99")).status_code == 400
        bob = await sits(desk, "bob", Role.MODERATOR)
        assert "Go back to it" not in await bob.text("/desk/policy/history/1")
        assert (await bob.press("/desk/policy/history/1/revert", why="so")).status_code == 403
