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
