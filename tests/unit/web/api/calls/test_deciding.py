"""Cases and verdicts, for programs as for people."""

import pytest

from leeward.review.people.rights import CHILD_SAFETY, Role
from tests.unit.web.api.programs import placed


async def test_facts_are_for_who_may_see_the_case(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case, secret = await place.case(), await place.case(CHILD_SAFETY)
        ada = await place.program("ada", Role.MODERATOR)
        status, told = await ada.ask(f"GET /cases/{case}/facts")
        assert (status, told["number"], told["state"]) == (200, case, "waiting")
        hidden, nowhere = await ada.ask(f"GET /cases/{secret}/facts"), await ada.ask("GET /cases/999/facts")
        assert hidden[0] == nowhere[0]
        assert hidden[1]["error"].replace(str(secret), "") == nowhere[1]["error"].replace("999", "")


async def test_a_verdict_is_said_and_taken_back(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        ada, bo = await place.program("ada", Role.MODERATOR), await place.program("bo", Role.MODERATOR)
        said = {"case": case, "kind": "allow", "without_looking": True}
        status, told = await ada.ask("POST /verdicts", said)
        assert (status, told["cases"], told["is_applied"]) == (201, [case], False)
        assert told["seconds"] > 0
        number = told["id"]
        assert (await bo.ask(f"GET /verdicts/{number}"))[0] == 409, "somebody else's is nobody's business"
        assert (await bo.ask(f"POST /verdicts/{number}/undo"))[0] == 409
        assert (await ada.ask(f"POST /verdicts/{number}/undo"))[0] == 204
        assert (await ada.ask(f"GET /verdicts/{number}"))[1]["is_undone"] is True
        assert (await ada.ask(f"POST /verdicts/{number}/undo"))[0] == 409


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"kind": "burn"}, 400),
        ({"case": 0}, 400),
        ({"why": "\x00"}, 400),
        ({"further": 1}, 400),
        ({"also": [-1]}, 409),
        ({"also": [2**60]}, 409),
        ({"actions": ["no such thing"]}, 409),
        ({"case": 999}, 409),
    ],
    ids=str,
)
async def test_a_verdict_that_makes_no_sense_is_none(
    fresh_database: str, wrong: dict[str, object], status: int
) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        ada = await place.program("ada", Role.MODERATOR)
        said = {"case": case, "kind": "remove", "without_looking": True} | wrong
        found, told = await ada.ask("POST /verdicts", said)
        assert (found, set(told)) == (status, {"error", "hint"})
        async with place.desk.store.session() as connection:
            assert await connection.fetchval("SELECT count(*) FROM verdicts") == 0


async def test_an_appeal_is_of_a_decided_case(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        ada = await place.program("ada", Role.MODERATOR)
        status, told = await ada.ask(f"POST /cases/{case}/appeal", {"said": "It was a bridge."})
        assert (status, set(told)) == (409, {"error", "hint"})
