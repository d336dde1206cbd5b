"""A policy's text, without a browser or its script: checked, tried, put in force."""

from pathlib import Path

from leeward.review.people.rights import Role
from tests.offices import judged, office, sits, work, written
from tests.unit.review.office.policies.files import rule

NAME = "file:policy.toml"
NEW = written(rule("fresh", "author.age_days < 2"))
BAD = written(rule("fresh", "author.age_day < 2"))


async def test_what_is_wrong_is_told_with_its_place_beside_what_was_written(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        lead = await sits(desk, "ada", Role.LEAD)
        assert "Nothing is checked yet." in await lead.text("/desk/policy/edit")
        checked = await lead.press("/desk/policy/edit", deed="check", **{NAME: BAD})
        assert checked.status_code == 200
        line = BAD[: BAD.index("author.age_day <")].count("\n") + 1
        for words in (f"policy.toml, line {line}, column 9", "there is no fact", "did you mean"):
            assert words in checked.text
        assert "author.age_day &lt; 2" in checked.text
        live = await lead.press("/desk/policy/check", **{NAME: NEW})
        assert "its tests pass" in live.text
        assert "<html" not in live.text
        refused = await lead.press("/desk/policy/edit", deed="put", number="1", why="so", **{NAME: BAD})
        assert refused.status_code == 400
        assert "author.age_day &lt; 2" in refused.text, "nothing that was written is lost"


async def test_a_draft_is_tried_and_then_put_in_force(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 20)
        lead = await sits(desk, "ada", Role.LEAD)
        assert "You have tried nothing yet" in await lead.text("/desk/policy/trials")
        asked = await lead.press("/desk/policy/edit", deed="try", days="30", **{NAME: NEW})
        path = asked.headers["location"]
        assert "It waits for a worker." in await lead.text(path)
        await work(desk, int(path.rpartition("/")[2]))
        told = await lead.text(path)
        for words in ("20</b> <span>posts tried", "By rule", "fresh", "A draft over version 1"):
            assert words in told
        assert "fresh" in await lead.text(f"/desk/policy/edit?trial={path.rpartition('/')[2]}")
        assert "done" in await lead.text("/desk/policy/trials")
        again = await lead.press(f"{path}/again")
        stopped = await lead.press(f"{again.headers['location']}/stop")
        assert "It was given up." in await lead.text(stopped.headers["location"])
        put = await lead.press("/desk/policy/edit", deed="put", number="1", why="more care", **{NAME: NEW})
        assert put.headers["location"] == "/desk/policy?done=promoted"
        late = await lead.press("/desk/policy/edit", deed="put", number="1", why="so", **{NAME: BAD})
        assert late.status_code == 400
        bob = await sits(desk, "bob", Role.MODERATOR)
        refused = await bob.press("/desk/policy/edit", deed="put", number="2", why="so", **{NAME: NEW})
        assert (refused.status_code, "you may not change" in refused.text) == (400, True)
        assert (await bob.get(path)).status_code == 400


async def test_whoever_sees_no_child_safety_case_is_told_that_a_trial_leaves_them_out(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        cases = await judged(desk, 20)
        async with desk.store.transaction() as connection:
            await connection.execute("UPDATE cases SET queue = 'child-safety' WHERE id = $1", cases[0])
        for name, roles, posts in (
            ("bob", (Role.MODERATOR,), 19),
            ("eve", (Role.MODERATOR, Role.CHILD_SAFETY), 20),
        ):
            seat = await sits(desk, name, *roles)
            asked = await seat.press("/desk/policy/edit", deed="try", days="30", **{NAME: NEW})
            path = asked.headers["location"]
            await work(desk, int(path.rpartition("/")[2]))
            told = await seat.text(path)
            assert f"{posts}</b> <span>posts tried" in told
            assert ("Posts with a child-safety case are left out here" in told) == (posts == 19)
