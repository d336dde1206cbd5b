"""Help, and what this desk is."""

from leeward import __version__
from tests.desks import Served, served_desk
from tests.unit.web.parts import ask


def port(desk: Served) -> int:
    return int(desk.address.rpartition(":")[2])


async def test_whoever_is_not_signed_in_may_read_the_help(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        helped, about = await ask(port(desk), "GET /desk/help"), await ask(port(desk), "GET /desk/about")
        translated = await ask(port(desk), "GET /desk/help", b"", "Accept-Language: de")
    assert helped.status == 200
    assert b"An evening at the desk" in helped.body
    assert __version__.encode() in about.body
    assert b'<html lang="de" dir="ltr"' in translated.body
    assert b"An evening at the desk" not in translated.body
