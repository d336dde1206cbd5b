"""Breaks and handing over, without a browser."""

import pytest

from leeward.model.errors import CaseError
from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.unit.web.pages.care.seats import seat, stage


async def test_a_break_is_begun_and_ended_by_forms(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        await ada.get("/desk")
        assert (await ada.press("/desk/break")).headers["location"] == "/desk/break"
        page = await ada.text("/desk/break")
        assert "Breathe in through your nose" in page
        assert "You are on a break" in page
        await ada.get("/desk/break")
        assert (await desk.room.care.of(ada.visitor)).is_resting
        assert (await ada.press("/desk/break/end")).headers["location"] == "/desk"
        assert not (await desk.room.care.of(ada.visitor)).is_resting


async def test_a_proposed_break_can_be_put_off(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        for _ in range(10):
            await ada.get("/desk/settings")
            desk.clock.pass_s(300)
        assert "Time for a break" in await ada.text("/desk/settings")
        await ada.press("/desk/break/later")
        assert "Time for a break" not in await ada.text("/desk/settings")


async def test_what_somebody_has_in_hand_goes_to_others_and_home_says_how_much(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        case = await stage(desk).case()
        ada, bob = await seat(desk, "ada", Role.MODERATOR), await seat(desk, "bob", Role.MODERATOR)
        await desk.room.queue.claim(ada.visitor, case)
        with pytest.raises(CaseError):
            await desk.room.queue.claim(bob.visitor, case)
        handed = await ada.press("/desk/hand-over")
        assert handed.headers["location"] == "/desk?done=handed-1"
        assert "1 case goes to somebody else" in await ada.text("/desk?done=handed-1")
        assert (await desk.room.queue.claim(bob.visitor, case)).case == case
        assert (await ada.press("/desk/hand-over")).headers["location"] == "/desk?done=handed-0"


async def test_whoever_decides_nothing_has_nothing_to_hand_over(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        eve = await seat(desk, "eve", Role.OBSERVER)
        assert (await eve.press("/desk/hand-over")).status_code == 403
