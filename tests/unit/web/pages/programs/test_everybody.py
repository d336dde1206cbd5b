"""Everybody's programs, for who looks after people."""

import re

from leeward.review.people.rights import Role
from tests.unit.web.api.programs import opened, placed, sent


async def test_who_looks_after_people_sees_names_and_can_take_away(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.desk.cookie("ada", Role.MODERATOR)
        await place.desk.cookie("op", Role.OPERATOR)
        token = {"name": "my console", "days": "30", "scope-cases": "on"}
        made = (await sent(place.desk, "ada", "/desk/tokens", token)).body.decode()
        (secret,) = re.findall(r"lwd_[\w-]+", made)
        hook = {"url": "https://program.example/told", "event-case.moved": "on"}
        await sent(place.desk, "ada", "/desk/hooks", hook)
        page = (await opened(place.desk, "op", "/desk/programs")).body.decode()
        assert "my console" in page
        assert "program.example" in page
        assert secret not in page
        assert "whsec_" not in page
        for deed in ("/desk/tokens/1/revoke", "/desk/hooks/1/end"):
            answer = await sent(place.desk, "op", deed, {"back": "everybody"})
            assert answer.headers["location"].startswith("/desk/programs?done=")
        page = (await opened(place.desk, "op", "/desk/programs")).body.decode()
        assert "revoked" in page
        assert "ended by op" in page
        assert (await opened(place.desk, "ada", "/desk/programs")).status == 403
