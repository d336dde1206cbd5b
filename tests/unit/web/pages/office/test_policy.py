"""The policy's page, without a browser: what it shows to whom, and its deeds."""

from pathlib import Path

from leeward.review.people.rights import Role
from tests.offices import judged, office, sits


async def test_rules_are_shown_with_what_they_did_and_private_ones_only_to_leads(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 20)
        lead = await sits(desk, "ada", Role.LEAD)
        page = await lead.text("/desk/policy")
        for words in (
            "About young",
            "In force for 20 of 100 accounts",
            "About hidden-name",
            "A wave of posts",
        ):
            assert words in page
        moderator = await (await sits(desk, "bob", Role.MODERATOR)).text("/desk/policy")
        assert "A private rule" in moderator
        assert "hidden-name" not in moderator
        assert "Promote" not in moderator
        assert (await (await sits(desk, "cleo", Role.OBSERVER)).get("/desk/policy")).status_code == 403


async def test_a_rule_is_tried_promoted_and_held_back_by_forms(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = await sits(desk, "ada", Role.LEAD)
        assert "It was not tried yet." in await lead.text("/desk/policy/rules/many")
        tried = await lead.press("/desk/policy/rules/many/try", share="25")
        assert tried.headers["location"].startswith("/desk/policy/trials/")
        refused = await lead.press("/desk/policy/rules/many/promote", share="25", why="")
        assert refused.status_code == 400
        assert "this needs a reason" in refused.text
        done = await lead.press("/desk/policy/rules/many/promote", share="25", why="it was right")
        assert (done.status_code, done.headers["location"]) == (303, "/desk/policy?done=promoted")
        assert "In force for 25 of 100 accounts" in await lead.text("/desk/policy")
        assert (await lead.press("/desk/policy/rules/many/promote", share="0", why="x")).status_code == 400
        held = await lead.press("/desk/policy/rules/exact-match/hold", why="too keen")
        assert held.status_code == 303
        lifted = await lead.press("/desk/policy/lift", name="exact-match", why="mended")
        assert lifted.status_code == 303
        assert (await lead.press("/desk/policy/lift", name="exact-match", why="mended")).status_code == 400
        assert (await lead.press("/desk/policy/guards/wave/on", hours="0")).status_code == 400
        assert (await lead.press("/desk/policy/guards/wave/off")).status_code == 400


async def test_a_moderator_promotes_nothing(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        bob = await sits(desk, "bob", Role.MODERATOR)
        assert (await bob.get("/desk/policy/rules/many")).status_code == 403
        for path in ("rules/many/try", "rules/many/promote", "rules/many/hold", "lift", "guards/wave/on"):
            assert (await bob.press(f"/desk/policy/{path}", share="10", why="so")).status_code == 403
