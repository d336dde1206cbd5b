"""Pictures for programs: only of a case that is theirs, and with a reason; more with the viewer."""

import json

import pytest

from leeward.review.people.rights import Right, Role
from tests.unit.web.api.programs import placed

REASON = {"level": 1, "why": "the report speaks of it"}


async def test_media_are_told_as_words(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        ada = await place.program("ada", Role.MODERATOR, scopes=[Right.CASES])
        status, told = await ada.ask(f"GET /cases/{case}/media")
        assert status == 200
        assert [one["position"] for one in told] == [0]


@pytest.mark.parametrize(
    "wrong", [{"why": "short"}, {"level": 0}, {"level": 5}, {"frame": 12}, {"why": ""}], ids=str
)
async def test_a_look_without_reason_or_level_is_none(fresh_database: str, wrong: dict[str, object]) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        ada = await place.program("ada", Role.MODERATOR)
        assert (await ada.ask(f"POST /cases/{case}/media/1", REASON | wrong))[0] == 400


async def test_a_look_needs_the_scope_and_the_case(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        blind = await place.program("bo", Role.MODERATOR, scopes=[Right.CASES, Right.DECIDE])
        assert (await blind.ask(f"POST /cases/{case}/media/1", REASON))[0] == 403
        ada = await place.program("ada", Role.MODERATOR)
        answer = await ada.raw(f"POST /cases/{case}/media/1", REASON)
        assert answer.status in {403, 409}, "it was not dealt to them"
        assert set(json.loads(answer.body)) == {"error", "hint"}
        async with place.desk.store.session() as connection:
            assert await connection.fetchval("SELECT count(*) FROM views") == 0


async def test_a_view_of_nobody_is_over(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada = await place.program("ada", Role.MODERATOR)
        assert (await ada.ask("POST /views/7/second"))[0] == 409
        assert (await ada.ask("POST /views/7/end"))[0] == 204
