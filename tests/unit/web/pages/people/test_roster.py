"""The team, for whoever runs the desk, by hand."""

import re

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.entering import by_hand

_LINK = re.compile(r"/desk/link#([\w-]{43})")


async def test_somebody_is_added_changed_let_in_and_leaves(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        browser.cookies["leeward"] = await desk.cookie("ole", Role.OPERATOR)
        form = {"name": "Bob <b>", "role": "moderator", "server": "all", "account": ""}
        page = await browser.post("/desk/people", form)
        found = _LINK.search(page.text)
        assert found
        assert "no-store" in page.headers["Cache-Control"]
        assert "Bob &lt;b&gt;" in (await browser.get("/desk/people")).text
        bob = await desk.room.roster.find("bob <b>")
        await browser.post(f"/desk/people/{bob.id}", {"role": "lead"})
        now = await desk.room.roster.find("bob <b>")
        assert (now.roles, now.is_everywhere, now.servers) == (("lead",), False, frozenset())
        again = _LINK.search((await browser.post(f"/desk/people/{bob.id}/link", {"forgets": "yes"})).text)
        assert again
        assert again[1] != found[1]
        assert (await browser.post(f"/desk/people/{bob.id}/leave", {})).to == "/desk/people?done=ended"
        assert (await browser.post(f"/desk/people/{bob.id}/link", {})).status == 400


async def test_what_cannot_be_is_told_on_the_page(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        browser.cookies["leeward"] = await desk.cookie("ole", Role.OPERATOR)
        for form in (
            {"name": "ole", "role": "lead"},
            {"name": "eve"},
            {"name": "eve", "role": "emperor"},
            {"name": "eve", "role": "lead", "account": "nobody"},
        ):
            answer = await browser.post("/desk/people", form)
            assert answer.status == 400
            assert 'role="alert"' in answer.text
        assert (await browser.get("/desk/people/99")).status == 400
        assert (await browser.get(f"/desk/people/{'9' * 30}")).status == 400
