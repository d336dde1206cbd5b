"""How a call is declared: none without the right that it needs, each with every answer that it may give."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from litestar import get, post
from litestar.datastructures import ResponseHeader
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example

from leeward.review.people.rights import Right
from leeward.web.desk.routes import RIGHT

BEARER, OPERATOR = "token", "operator"  # names of the security schemes

Declared = Callable[[Callable[..., Any]], HTTPRouteHandler]


class Trouble(msgspec.Struct, frozen=True):
    """Why something was not done. error: what happened, to which thing. hint: what to do next, or empty."""

    error: str
    hint: str


def _spec(said: str, error: str, hint: str) -> ResponseSpec:
    example = Example(summary=said, value={"error": error, "hint": hint})
    return ResponseSpec(Trouble, generate_examples=False, description=said, examples=[example])


ANSWERS: Mapping[int, ResponseSpec] = {
    400: _spec("What was sent makes no sense", "what was sent makes no sense", "kind: Invalid enum value"),
    401: _spec("No token, or one that opens nothing", "a token is needed", "send: Authorization: Bearer …"),
    403: _spec("The token or its person may not", "this token may not do this", "it needs the scope decide"),
    404: _spec("There is no such address", "Not Found", ""),
    409: _spec("It cannot be done as things are", "case 12 does not wait for anybody", "go on with Start"),
    429: _spec("Too often", "this token asks too often", "wait as long as Retry-After says"),
    503: _spec("Not now: send it again", "the database is gone", "Leeward goes on by itself when it is back"),
}
_AFTER = ResponseHeader(
    name="Retry-After", description="Seconds to wait, with 429 and 503", documentation_only=True
)


def ask(path: str, right: Right, summary: str, **more: Any) -> Declared:
    """A GET that shows something to whoever has the right, and changes nothing."""
    return get(path, **_told(right, summary, more, {}))


def do(path: str, right: Right, summary: str, status: int = 200, **more: Any) -> Declared:
    """A POST that changes something."""
    return post(path, status_code=status, **_told(right, summary, more, {400: ANSWERS[400]}))


def _told(
    right: Right, summary: str, more: dict[str, Any], further: Mapping[int, ResponseSpec]
) -> dict[str, Any]:
    needed = "any token" if right is Right.NOTHING else f"the scope `{right}`"
    answers = {code: ANSWERS[code] for code in (400, 401, 403, 404, 409, 429, 503)}
    return {
        "summary": summary,
        "description": f"Needs {needed}.",
        "opt": {RIGHT: right},
        "responses": answers | dict(further),
        "security": [{BEARER: []}],
        "response_headers": [_AFTER],
    } | more
