"""The operator's own token; its answers are tested with the site."""

import json

from tests.unit.web.api.programs import Program, placed
from tests.unit.web.parts import TOKEN, Told, ask, served

MINE = f"Authorization: Bearer {TOKEN}"


async def test_it_is_no_persons_token_and_a_persons_is_not_it(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        assert (await Program(place.desk, TOKEN).ask("GET /status"))[0] == 200
        assert (await Program(place.desk, TOKEN).ask("GET /me"))[0] == 401


async def test_a_state_that_there_is_not_is_refused_and_a_number_out_of_range_is_the_nearest() -> None:
    told = Told()
    async with served(told) as port:
        answer = await ask(port, "GET /api/v1/cases?case_state=asleep", b"", MINE)
        assert (answer.status, set(json.loads(answer.body))) == (400, {"error", "hint"})
        await ask(port, "GET /api/v1/cases?most=-3", b"", MINE)
        assert told.asked == [(None, 1)]


async def test_a_verdict_that_there_is_not_reaches_nobody() -> None:
    told = Told()
    async with served(told) as port:
        for body in ({"verdict": "burn", "person": "mo"}, {"verdict": "confirm", "person": "mo", "x": 1}):
            answer = await ask(port, "POST /api/v1/cases/4/verdict", json.dumps(body).encode(), MINE)
            assert answer.status == 400
    assert told.asked == []
