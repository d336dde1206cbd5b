"""The document and the calls agree: each is there, names its right, and says what it may answer."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler

from leeward.review.people.rights import Right
from leeward.review.room import furnish
from leeward.web.api import operator
from leeward.web.api.router import PATH, handlers
from leeward.web.desk.routes import RIGHT
from leeward.web.parts import WebParts
from leeward.web.site import site
from tests.desks import Now, Served, ground, served_desk
from tests.unit.web.parts import Told, ask, parts

# which right opens which call: whoever changes one changes this table, too
RIGHTS = {
    "GET /me": Right.NOTHING,
    "POST /me/revoke": Right.NOTHING,
    "GET /home": Right.NUMBERS,
    "GET /outcomes": Right.NUMBERS,
    "GET /held": Right.CASES,
    "GET /claims": Right.DECIDE,
    "POST /deal": Right.DECIDE,
    "POST /hand-over": Right.DECIDE,
    "POST /cases/{number}/claim": Right.DECIDE,
    "POST /cases/{number}/release": Right.DECIDE,
    "GET /cases/{number}/facts": Right.CASES,
    "GET /cases/{number}/media": Right.CASES,
    "POST /cases/{number}/media/{media}": Right.MEDIA,
    "POST /cases/{number}/appeal": Right.CASES,
    "POST /views/{view}/second": Right.MEDIA,
    "POST /views/{view}/end": Right.MEDIA,
    "POST /verdicts": Right.DECIDE,
    "GET /verdicts/{number}": Right.DECIDE,
    "POST /verdicts/{number}/undo": Right.DECIDE,
    "GET /hooks": Right.CASES,
    "POST /hooks": Right.CASES,
    "GET /hooks/{hook}/calls": Right.CASES,
    "POST /hooks/{hook}/test": Right.CASES,
    "POST /hooks/{hook}/end": Right.CASES,
    "GET /people": Right.PEOPLE,
    "GET /policy": Right.POLICY,
    "POST /policy/trials": Right.POLICY,
    "GET /policy/trials/{number}": Right.POLICY,
    "POST /policy/rules/{rule}/promote": Right.PROMOTE,
    "GET /ledger/head": Right.AUDIT,
}
OPERATORS = {"GET /status", "GET /cases", "GET /cases/{number}", "POST /cases/{number}/verdict"}


def _name(handler: HTTPRouteHandler) -> str:
    (path,) = handler.paths
    (method,) = handler.http_methods - {"OPTIONS", "HEAD"}
    return f"{method} {path.removeprefix(PATH).replace(':int', '').replace(':str', '')}"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    plain = parts(Told(), 1)
    room = furnish(ground(None, Now()))  # type: ignore[arg-type]
    told = WebParts(**{name: getattr(plain, name) for name in plain.__slots__} | {"room": room})
    found: dict[str, Any] = site(told).openapi_schema.to_schema()
    return found


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path.removeprefix(PATH)}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_each_call_opens_with_the_right_that_stands_here() -> None:
    assert {_name(one): one.opt[RIGHT] for one in handlers()} == RIGHTS


def test_the_operators_calls_have_the_operators_guard() -> None:
    assert {_name(one) for one in operator.HANDLERS} == OPERATORS
    assert all(operator.is_operator in (one.guards or ()) for one in operator.HANDLERS)


def test_the_document_tells_of_all_calls_and_of_nothing_else(document: dict[str, Any]) -> None:
    assert set(_operations(document)) == RIGHTS.keys() | OPERATORS


def test_each_call_names_its_scope_its_token_and_every_answer(document: dict[str, Any]) -> None:
    for name, operation in _operations(document).items():
        assert operation["summary"], name
        assert len(operation["security"]) == 1, name
        if name in RIGHTS and RIGHTS[name] is not Right.NOTHING:
            assert f"`{RIGHTS[name]}`" in operation["description"], name
        wanted = {"400", "401", "503"} | ({"403", "409", "429"} if name in RIGHTS else set())
        assert wanted <= operation["responses"].keys(), name


def test_every_error_has_the_same_shape_and_an_example(document: dict[str, Any]) -> None:
    for name, operation in _operations(document).items():
        for code, answer in operation["responses"].items():
            if code >= "400":
                content = answer["content"]["application/json"]
                assert content["schema"]["$ref"].endswith("Trouble"), (name, code)
                (example,) = content["examples"].values()
                assert set(example["value"]) == {"error", "hint"}, (name, code)


def test_no_answer_of_the_api_is_of_no_type(document: dict[str, Any]) -> None:
    for name, operation in _operations(document).items():
        for code, answer in operation["responses"].items():
            if name in RIGHTS and code != "204":
                (content,) = answer["content"].values()
                assert content["schema"], (name, code)


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    async with served_desk(fresh_database) as served:
        yield served


async def test_everybody_may_read_the_document_and_what_is_not_there_is_told_so(desk: Served) -> None:
    port = int(desk.address.rpartition(":")[2])
    answer = await ask(port, "GET /api/v1/openapi.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert json.loads(answer.body)["openapi"].startswith("3.1")
    for path in ("/api/v1/nothing", "/api/v1/cases/x/facts", "/schema", "/schema/redoc", "/api/v1/redoc"):
        answer = await ask(port, f"GET {path}")
        assert answer.status == 404, path
        assert set(json.loads(answer.body)) == {"error", "hint"}, path
