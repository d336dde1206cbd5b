"""What the operator's own token opens, which stands in a file of the data folder: the same as the commands.

It is nobody's: it names no person, so whoever uses it says in whose name a verdict is.
"""

import hmac
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.web.api.routes import ANSWERS, OPERATOR
from leeward.web.api.shapes import OperatorVerdict
from leeward.web.parts import WebParts

_MOST_NUMBER = 2**63 - 1  # of a case
_SHARED: dict[str, Any] = {
    "responses": {code: ANSWERS[code] for code in (400, 401, 404, 409, 503)},
    "security": [{OPERATOR: []}],
    "description": "Needs the operator's token, which stands in `data_dir/api-token`.",
    "tags": ["operator"],
}


def is_operator(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The guard. Raises: NotAuthorizedException."""
    expected = f"Bearer {parts_of(connection).token}".encode()
    given = connection.headers.get("authorization", "").encode()
    if not hmac.compare_digest(expected, given):
        raise NotAuthorizedException("a token is needed: Authorization: Bearer …")


def parts_of(connection: ASGIConnection[Any, Any, Any, Any]) -> WebParts:
    """What the web was given."""
    parts = connection.app.state["parts"]
    assert isinstance(parts, WebParts)
    return parts


@get("/api/v1/status", guards=[is_operator], summary="What `leeward status --json` says", **_SHARED)
async def status(request: Request[Any, Any, Any]) -> Any:
    """Problems, servers, ways in, queues."""
    return await parts_of(request).status()


@get("/api/v1/cases", guards=[is_operator], summary="Cases, the most urgent first", **_SHARED)
async def cases(
    request: Request[Any, Any, Any],
    case_state: FromQuery[State | None] = None,
    most: Annotated[int, QueryParameter(description="1 to 1000; out of range is the nearest")] = 100,
) -> Any:
    """case_state: only those."""
    state = None if case_state is None else str(case_state)
    return await parts_of(request).cases.listed(state, max(1, min(most, 1000)))


@get("/api/v1/cases/{number:int}", guards=[is_operator], summary="One case, in words", **_SHARED)
async def case(number: FromPath[int], request: Request[Any, Any, Any]) -> Any:
    """What `leeward explain` says."""
    return await parts_of(request).cases.story(_case(number))


@post(
    "/api/v1/cases/{number:int}/verdict",
    guards=[is_operator],
    status_code=200,
    summary="Decide a case in somebody's name",
    **_SHARED,
)
async def verdict(
    number: FromPath[int], data: JSONBody[OperatorVerdict], request: Request[Any, Any, Any]
) -> Any:
    """It takes effect at once, as on the command line."""
    return await parts_of(request).cases.verdict(_case(number), data.verdict, data.person)


def _case(number: int) -> int:
    if not 0 < number <= _MOST_NUMBER:
        raise CaseError("there is no such case", "see: leeward cases")
    return number


HANDLERS = (status, cases, case, verdict)
