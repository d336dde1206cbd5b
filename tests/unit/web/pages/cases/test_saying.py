"""What forms say of cases, and what nobody can read."""

import pytest

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening
from tests.unit.web.pages.care.seats import seat


async def test_a_removal_is_shown_first_and_said_only_then(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena = await seat(desk, "lena", Role.LEAD)
        path = f"/desk/case/{stage.cases['words']}/verdict"
        first = await lena.press(path, kind="remove", act="suspend_account")
        assert first.status_code == 200
        assert "Deleting destroys." in first.text
        said = await lena.press(path, kind="remove", sure="yes", act="suspend_account", why="x" * 9_000)
        assert said.status_code == 303
        async with desk.store.session() as connection:
            row = await connection.fetchrow("SELECT kind, actions, length(why) AS long FROM verdicts")
        assert (row["kind"], row["actions"], row["long"]) == ("remove", ["suspend_account"], 2_000)
        number = int(said.headers["location"].rpartition("/")[2])
        assert "You said: Remove" in await lena.text(f"/desk/verdict/{number}")
        assert (await lena.get("/desk/verdict/999")).status_code == 409
        back = await lena.press(f"/desk/verdict/{number}/undo")
        assert back.headers["location"] == f"/desk/case/{stage.cases['words']}?done=undone"
        assert (await lena.press(f"/desk/verdict/{number}/read")).headers["location"] == "/desk"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"kind": "burn"}, 400),
        ({"kind": "allow", "also": "x"}, 400),
        ({"kind": "allow", "also": "9" * 30}, 400),
        ({"kind": "allow", "also": "٣"}, 400),
        ({"kind": "allow", "also": "999999"}, 409),
        ({"kind": "uphold"}, 409),
    ],
    ids=str,
)
async def test_what_cannot_be_said_is_refused(fresh_database: str, form: dict[str, str], status: int) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena = await seat(desk, "lena", Role.LEAD)
        said = await lena.press(f"/desk/case/{stage.cases['words']}/verdict", **form)
        assert said.status_code == status
        assert "Traceback" not in said.text


async def test_a_skipped_case_is_nobodys_blame(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena = await seat(desk, "lena", Role.LEAD)
        said = await lena.press(f"/desk/case/{stage.cases['words']}/skip")
        assert said.headers["location"] == "/desk?done=skipped"


async def test_what_the_server_leaves_to_people_is_told_and_ticked_on_the_page(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lena, case = await seat(desk, "lena", Role.LEAD), stage.cases["words"]
        said = await lena.press(f"/desk/case/{case}/verdict", kind="remove", sure="yes")
        number = int(said.headers["location"].rpartition("/")[2])
        async with desk.store.transaction() as connection:
            await connection.execute("UPDATE verdicts SET applied_at = now(), begun_at = now()")
            order = await connection.fetchval(
                'INSERT INTO orders (key, "case", server, action, target, subject, state, made_at)'
                " SELECT 'by-hand', $1, min(id), 'remove_post', 'post', '{}', 'by hand', now() FROM servers"
                " RETURNING id",
                case,
            )
        assert "Something is left for a person to do" in await lena.text(f"/desk/verdict/{number}")
        assert "I have done this" in await lena.text(f"/desk/case/{case}")
        done = await lena.press(f"/desk/order/{order}/done")
        assert done.headers["location"] == f"/desk/case/{case}?done=by-hand"
        assert "Something is left" not in await lena.text(f"/desk/verdict/{number}")
        assert "I have done this" not in await lena.text(f"/desk/case/{case}")
        assert (await lena.press("/desk/order/999/done")).status_code == 409
