"""Checks, without a browser."""

import pytest

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.unit.web.pages.care.seats import seat, stage


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("remove", "You agree"),
        ("allow", "You see it differently"),
        ("unable", "You passed it on"),
        ("skip", "skipped"),
    ],
)
async def test_whoever_judged_a_check_is_told_so_and_nobody_else(
    fresh_database: str, said: str, words: str
) -> None:
    async with served_desk(fresh_database) as desk:
        ada, bob = await seat(desk, "ada", Role.MODERATOR), await seat(desk, "bob", Role.MODERATOR)
        case = await stage(desk).decided(bob.visitor)
        statement = 'INSERT INTO golden ("case", person, dealt_at) VALUES ($1, $2, $3)'
        await stage(desk).do(statement, case, ada.visitor.person, desk.clock())
        assert (await ada.get(f"/desk/check/{case}")).status_code == 409
        await desk.room.care.record_golden(ada.visitor, case, said)
        page = await ada.text(f"/desk/check/{case}")
        assert words in page
        assert "that it goes" in page
        assert "bob" not in page
        assert (await bob.get(f"/desk/check/{case}")).status_code == 409


async def test_the_verdict_on_a_check_goes_nowhere_else(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada, bob = await seat(desk, "ada", Role.MODERATOR), await seat(desk, "bob", Role.MODERATOR)
        case = await stage(desk).decided(bob.visitor, "released")
        statement = 'INSERT INTO golden ("case", person, dealt_at) VALUES ($1, $2, $3)'
        await stage(desk).do(statement, case, ada.visitor.person, desk.clock())
        assert await desk.room.queue.deal(ada.visitor) == case
        said = await ada.press(f"/desk/case/{case}/verdict", kind="remove", sure="yes")
        assert (said.status_code, said.headers["location"]) == (303, f"/desk/check/{case}")
        assert "You see it differently" in await ada.text(f"/desk/check/{case}")
        assert await stage(desk).rows("SELECT verdict, verdict_by, times FROM cases") == [
            ("released", "bob", 0)
        ]
        for table in ("verdicts", "orders", "voices", "passes"):
            assert await stage(desk).rows(f"SELECT count(*) FROM {table}") == [(0,)]
        again = await ada.press(f"/desk/case/{case}/verdict", kind="remove", sure="yes")
        assert again.status_code == 409


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e3", str(2**63), str(10**30)])
async def test_what_is_no_check_is_told_as_that(fresh_database: str, number: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        assert (await ada.get(f"/desk/check/{number}")).status_code in {400, 404}
