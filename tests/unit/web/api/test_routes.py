"""How a call is declared."""

from typing import Any

from litestar import Request

from leeward.review.people.rights import Right
from leeward.web.api.routes import ANSWERS, ask, do
from leeward.web.desk.routes import RIGHT


def test_a_call_carries_its_right_and_every_answer() -> None:
    @ask("/here", Right.CASES, "Something")
    async def here(request: Request[Any, Any, Any]) -> str:
        return ""

    @do("/there", Right.NOTHING, "Something else", status=201)
    async def there(request: Request[Any, Any, Any]) -> str:
        return ""

    assert (here.opt[RIGHT], there.opt[RIGHT]) == (Right.CASES, Right.NOTHING)
    assert (here.http_methods, there.http_methods, there.status_code) == ({"GET"}, {"POST"}, 201)
    assert here.responses is not None
    assert here.responses.keys() == ANSWERS.keys()
    assert "`cases`" in str(here.description)
    assert "any token" in str(there.description)
