"""Addresses that lead nowhere."""

from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.unit.web.parts import ask


async def test_an_address_that_leads_nowhere_says_so_and_shows_the_way_back(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        token = await desk.cookie("ada", Role.MODERATOR)
        port = int(desk.address.rpartition(":")[2])
        signed_in = await ask(port, "GET /desk/no/where", b"", f"Cookie: leeward={token}")
        stranger = await ask(port, "GET /desk/nowhere")
    assert (signed_in.status, stranger.status) == (404, 404)
    assert b"There is no such page" in signed_in.body
    assert b'href="/desk"' in signed_in.body
    assert b"/desk/sign-in" in stranger.body
    assert b"no/where" not in signed_in.body
