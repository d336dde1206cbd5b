"""The page of tokens."""

import re

from leeward.review.people.rights import Role
from tests.unit.web.api.programs import Program, opened, placed, sent

FORM = {"name": "my console", "days": "30", "scope-cases": "on"}


async def test_a_token_is_shown_once_and_works(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.desk.cookie("ada", Role.MODERATOR)
        page = (await opened(place.desk, "ada", "/desk/tokens")).body.decode()
        assert "scope-decide" in page
        assert "scope-people" not in page, "nobody gives what they have not"
        answer = await sent(place.desk, "ada", "/desk/tokens", FORM)
        (token,) = re.findall(r"lwd_[\w-]+", answer.body.decode())
        assert "no-store" in answer.headers["cache-control"]
        status, me = await Program(place.desk, token).ask("GET /me")
        assert (status, me["may"]) == (200, ["cases"])
        later = (await opened(place.desk, "ada", "/desk/tokens")).body.decode()
        assert "my console" in later
        assert token not in later


async def test_what_is_wrong_with_it_is_said_and_nothing_typed_is_lost(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.desk.cookie("ada", Role.MODERATOR)
        for wrong in ({"days": "x"}, {"days": "9999"}, {"scope-people": "on"}, {"scope-none": "on"}):
            answer = await sent(place.desk, "ada", "/desk/tokens", FORM | wrong)
            assert answer.status == 400, wrong
            assert "my console" in answer.body.decode()
            assert "lwd_" not in answer.body.decode()


async def test_a_desk_that_was_left_makes_no_token(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.desk.cookie("ada", Role.MODERATOR)
        place.desk.clock.pass_s(16 * 60)
        answer = await sent(place.desk, "ada", "/desk/tokens", FORM)
        assert answer.status == 400
        assert b"a while ago" in answer.body
        assert b"lwd_" not in answer.body


async def test_a_token_is_revoked_by_whose_it_is(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        for name in ("ada", "bo"):
            await place.desk.cookie(name, Role.MODERATOR)
        answer = await sent(place.desk, "ada", "/desk/tokens", FORM)
        (token,) = re.findall(r"lwd_[\w-]+", answer.body.decode())
        assert (await sent(place.desk, "bo", "/desk/tokens/1/revoke", {})).status == 409
        assert (await Program(place.desk, token).ask("GET /me"))[0] == 200
        answer = await sent(place.desk, "ada", "/desk/tokens/1/revoke", {})
        assert (answer.status, answer.headers["location"]) == (303, "/desk/tokens?done=removed")
        assert (await Program(place.desk, token).ask("GET /me"))[0] == 401
