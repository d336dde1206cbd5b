"""Who may ask what, by token alone."""

import json

from leeward.config import Desk as DeskSettings
from leeward.review.people.rights import Right, Role
from tests.unit.web.api.programs import Program, placed
from tests.unit.web.api.test_router import RIGHTS

ANYBODY = {Right.NOTHING}


async def test_each_call_opens_for_who_has_its_scope_and_for_nobody_else(fresh_database: str) -> None:
    """All pairs of role and call."""
    async with placed(fresh_database, DeskSettings(api_per_minute=10_000.0)) as place:
        for role in Role:
            program = await place.program(str(role), role)
            _, told = await program.ask("GET /me")
            for call, right in RIGHTS.items():
                if call == "POST /me/revoke":
                    continue
                path = call.replace("{number}", "999").replace("{media}", "9").replace("{view}", "9")
                status, _ = await program.ask(path.replace("{hook}", "9"), {} if "POST" in call else None)
                is_open = right in ANYBODY or str(right) in told["may"]
                assert (status == 403) is not is_open, (role, call, status)


async def test_a_scope_less_is_a_right_less(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        program = await place.program("ada", Role.LEAD, scopes=[Right.NUMBERS])
        assert (await program.ask("GET /home"))[0] == 200
        status, told = await program.ask("POST /deal")
        assert (status, told["error"]) == (403, "this token may not do this")
        assert "decide" in told["hint"]


async def test_no_token_a_wrong_one_and_a_browsers_cookie_open_nothing(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        cookie = await place.desk.cookie("ada", Role.LEAD)
        for headers in ((), ("Authorization: Bearer x",), (f"Cookie: leeward={cookie}",)):
            answer = await Program(place.desk, "").raw("GET /home", None, *headers)
            assert answer.status == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert json.loads(answer.body)["error"] == "a token is needed"
        assert (await Program(place.desk, cookie).ask("GET /home"))[0] == 401


async def test_a_token_that_asks_too_often_is_told_when_to_come_again(fresh_database: str) -> None:
    async with placed(fresh_database, DeskSettings(api_per_minute=3.0)) as place:
        ada, bo = await place.program("ada", Role.OBSERVER), await place.program("bo", Role.OBSERVER)
        assert [(await ada.ask("GET /me"))[0] for _ in range(3)] == [200] * 3
        answer = await ada.raw("GET /me")
        assert (answer.status, answer.headers["retry-after"]) == (429, "20")
        assert (await bo.ask("GET /me"))[0] == 200, "each token by itself"
        place.desk.clock.pass_s(20.0)
        assert (await ada.ask("GET /me"))[0] == 200
        strangers = [(await Program(place.desk, f"lwd_{n}").ask("GET /me"))[0] for n in range(5)]
        assert strangers == [401, 401, 401, 429, 429]
