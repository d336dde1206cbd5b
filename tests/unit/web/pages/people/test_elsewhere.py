"""By way of a server and back, by hand."""

import re
from html import unescape

from leeward.model.servers import ServerCard
from leeward.review.people.rights import Role
from leeward.review.people.roster import account_of
from leeward.store import servers
from leeward.store.servers import NewServer
from tests.desks import served_desk
from tests.entering import by_hand
from tests.homeserver import home_server

_DOOR = re.compile(r'href="(http://127[^"]+)"')
CARD = ServerCard("mastodon", "4.6.0", "mastodon", (), ())


async def test_an_account_at_a_server_opens_the_desk(
    fresh_database: str,
) -> None:
    async with home_server() as home, served_desk(fresh_database) as desk, by_hand(desk) as browser:
        home.account("ada", 16)
        ada = await desk.person("ada", Role.LEAD)
        async with desk.store.transaction() as connection:
            number = await servers.put(connection, NewServer(home.address, CARD, ("poll",)), desk.clock())
            await desk.room.roster.write_account(connection, ada, account_of(home.address, "ada"))
        page = await browser.post("/desk/sign-in/to-server", {"server": str(number), "then": "/desk/held"})
        assert page.status == 200
        assert "httponly" in browser.set_cookies[0].lower()
        found = _DOOR.search(page.text)
        assert found
        state, code = home.agree(unescape(found[1]), "ada")
        answer = await browser.get(f"/desk/sign-in/server?state={state}&code={code}")
        assert (answer.status, answer.to) == (303, "/desk/held")
        assert browser.cookies.keys() == {"leeward"}


async def test_what_does_not_work_is_told_and_opens_nothing(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        for server in ("", "x", "99", "9" * 40, "-1"):
            answer = await browser.post("/desk/sign-in/to-server", {"server": server})
            assert answer.status == 503
        for query, status in (("", 403), ("?state=x&code=y", 403), ("?error=no", 403), ("?state=%00", 400)):
            answer = await browser.get(f"/desk/sign-in/server{query}")
            assert answer.status == status
            assert not browser.cookies
