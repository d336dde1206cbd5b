"""Outcomes, people, the policy, the ledger, for programs."""

from leeward.review.people.rights import Role
from tests.unit.web.api.programs import placed


async def test_outcomes_are_of_a_week(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada, ob = await place.program("ada", Role.MODERATOR), await place.program("ob", Role.OBSERVER)
        status, told = await ada.ask("GET /outcomes?ago=1")
        assert (status, told["own"]["decided"], told["everybody"]["decided"]) == (200, 0, 0)
        assert (await ob.ask("GET /outcomes"))[1]["own"] is None
        for wrong in ("-1", "521", "x"):
            assert (await ada.ask(f"GET /outcomes?ago={wrong}"))[0] == 400


async def test_people_are_told_by_name_and_place(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        op = await place.program("op", Role.OPERATOR)
        await place.desk.person("bo", Role.LEAD, servers=[place.server])
        _, told = await op.ask("GET /people")
        assert {one["name"]: one["servers"] for one in told} == {"op": None, "bo": [place.server]}


async def test_the_policy_can_be_read_and_tried(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada = await place.program("ada", Role.MODERATOR)
        status, told = await ada.ask("GET /policy")
        assert status == 200
        assert told["files"]
        status, told = await ada.ask("POST /policy/trials", {"files": {}, "days": 7})
        assert status == 201
        status, trial = await ada.ask(f"GET /policy/trials/{told['trial']}")
        assert (status, trial["state"], trial["result"]) == (200, "waiting", None)
        bo = await place.program("bo", Role.MODERATOR)
        assert (await bo.ask(f"GET /policy/trials/{told['trial']}"))[0] == 409


async def test_a_ledger_without_a_head_says_so(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        lead = await place.program("li", Role.LEAD)
        status, told = await lead.ask("GET /ledger/head")
        assert (status, set(told)) == (409, {"error", "hint"})
