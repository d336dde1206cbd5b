"""The team, without a browser."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.unit.web.pages.care.seats import seat, stage

WEEK = 7 * 86_400


async def test_a_lead_is_told_of_three_others_together_and_of_two_nothing(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        people = [await seat(desk, name, Role.MODERATOR) for name in ("ada", "bob", "ivy")]
        desk.clock.pass_s(-WEEK)
        for one in people:
            case = await stage(desk).decided(one.visitor)
            await stage(desk).show(one.visitor, case, 4, seconds=600)
        desk.clock.pass_s(WEEK)
        lead = await seat(desk, "lead", Role.LEAD)
        page = await lead.text("/desk/team")
        assert "<b>30</b> <span>exposure minutes, to the nearest ten" in page
        assert not [name for name in ("ada", "bob", "ivy") if f">{name}<" in page]
        await stage(desk).do("DELETE FROM views WHERE person = $1", people[0].visitor.person)
        await stage(desk).do("UPDATE cases SET verdict_by = 'bob' WHERE verdict_by = 'ada'")
        hidden = await lead.text("/desk/team")
        assert hidden.count("Too few people") == 6
        assert "<b>" not in hidden


async def test_a_moderator_is_not_told_of_the_team(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        assert (await ada.get("/desk/team")).status_code == 403
