"""Outcomes, people, the policy, the ledger, for programs."""

from pathlib import Path

from leeward.review.people.rights import Role
from tests.offices import judged, office, work, written
from tests.queues import Stage
from tests.unit.review.office.policies.files import rule
from tests.unit.web.api.programs import Place, placed


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


async def test_examples_of_a_trial_name_no_case_that_is_not_theirs(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 40)
        place = Place(desk, Stage(desk.room, desk.store, desk.clock), 1)
        ada = await place.program("ada", Role.MODERATOR)
        draft = {
            "files": {"policy.toml": written(rule("fresh", "author.age_days < 2", "enforce"))},
            "days": 30,
        }
        number = (await ada.ask("POST /policy/trials", draft))[1]["trial"]
        await work(desk, number)
        before = (await ada.ask(f"GET /policy/trials/{number}"))[1]["result"]["examples"]
        gone = next(one["case"] for one in before if one["case"])
        async with desk.store.transaction() as connection:
            await connection.execute("UPDATE cases SET queue = 'child-safety' WHERE id = $1", gone)
        after = (await ada.ask(f"GET /policy/trials/{number}"))[1]["result"]["examples"]
        assert [one["is_hidden"] for one in after] == [one["case"] == gone for one in before]
        assert gone not in {one["case"] for one in after}


async def test_a_rule_is_promoted_by_who_may_and_for_a_reason(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        place = Place(desk, Stage(desk.room, desk.store, desk.clock), 1)
        lead, ada = await place.program("li", Role.LEAD), await place.program("ada", Role.MODERATOR)
        said, path = {"why": "it was right", "share": 25}, "POST /policy/rules/many/promote"
        assert (await ada.ask(path, said))[0] == 403
        assert (await lead.ask(path, {"share": 25}))[0] == 400
        assert (await lead.ask("POST /policy/rules/nothing/promote", said))[0] == 400
        assert await lead.ask(path, said) == (200, {"version": 2, "is_new": True})
        assert await lead.ask(path, said) == (200, {"version": 2, "is_new": False})


async def test_a_ledger_without_a_head_says_so(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        lead = await place.program("li", Role.LEAD)
        status, told = await lead.ask("GET /ledger/head")
        assert (status, set(told)) == (409, {"error", "hint"})
