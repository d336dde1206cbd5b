"""Outcomes, without a browser."""

import pytest

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.unit.web.pages.care.seats import seat, stage


async def test_what_decisions_brought_is_told_in_words(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada, eve = await seat(desk, "ada", Role.MODERATOR), await seat(desk, "eve", Role.OBSERVER)
        case = await stage(desk).decided(ada.visitor)
        await stage(desk).order(case, "resolve_report")
        await stage(desk).probe(case, "https://m.example/1.png", "gone")
        page = await ada.text("/desk/outcomes")
        for words in ("1 address is gone", "1 case decided", "1 complaint answered"):
            assert page.count(words) >= 2, words
        seen = await eve.text("/desk/outcomes")
        assert "What your decisions did" not in seen
        assert "1 address is gone" in seen
        assert "ada" not in seen


@pytest.mark.parametrize("ago", ["1", "99999", "-1", "x", "1.5", "²"])
async def test_any_address_of_a_week_is_answered(fresh_database: str, ago: str) -> None:
    async with served_desk(fresh_database) as desk:
        ada = await seat(desk, "ada", Role.MODERATOR)
        assert "Nothing yet in this week" in await ada.text(f"/desk/outcomes?ago={ago}")
