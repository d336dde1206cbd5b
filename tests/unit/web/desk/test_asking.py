"""The guard. Every route and every form is asked in tests/contracts/test_desk_routes.py."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.testing import AsyncTestClient

from leeward.review.people.rights import Right, Role
from leeward.web.desk.asking import CSRF_HEADER, QUIET_HEADER, admit, maybe_visitor, visitor_of
from leeward.web.desk.entering import AnyRequest
from leeward.web.desk.routes import page
from leeward.web.desk.telling import status_of
from tests.desks import Served, served_desk
from tests.entering import by_hand
from tests.unit.web.parts import Told, parts


@get("/forgotten")
async def forgotten() -> str:
    """A route that says nothing of what it needs."""
    return "a secret"


@page("/everybody", Right.NOTHING)
async def everybody(request: AnyRequest) -> str:
    """Who asks."""
    found = maybe_visitor(request)
    return found.name if found else "nobody"


@page("/somebody", Right.NOTHING)
async def somebody(request: AnyRequest) -> str:
    """Only for whoever is signed in, though its right does not say so."""
    return visitor_of(request).name


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """An empty desk."""
    async with served_desk(fresh_database) as served:
        yield served


def _app(desk: Served) -> Litestar:
    plain = parts(Told(), 1)
    given = type(plain)(**{name: getattr(plain, name) for name in plain.__slots__} | {"room": desk.room})
    return Litestar(
        [forgotten, everybody, somebody],
        guards=[admit],
        state=State({"parts": given}),
        exception_handlers={Exception: lambda _, error: _plain(error)},
        openapi_config=None,
    )


def _plain(error: Exception) -> Response[str]:
    return Response(str(error), status_code=status_of(error))


async def test_a_route_that_names_no_right_is_nobodys(desk: Served) -> None:
    async with AsyncTestClient(_app(desk)) as client:
        answer = await client.get("/forgotten")
        assert answer.status_code == 403
        assert "a secret" not in answer.text


async def test_on_a_page_for_everybody_nobody_may_be_there(desk: Served) -> None:
    async with AsyncTestClient(_app(desk)) as client:
        assert (await client.get("/everybody")).text == "nobody"
        assert (await client.get("/somebody")).status_code == 401


async def test_a_made_up_cookie_is_nobodys(desk: Served) -> None:
    async with by_hand(desk) as browser:
        for token in ("x", "\u00ff", "a" * 9000, "leeward=1", "%00"):
            browser.cookies["leeward"] = token
            assert (await browser.get("/desk/ways")).status == 303


async def test_a_quiet_question_is_no_sign_of_life(desk: Served) -> None:
    asked = {"Cookie": f"leeward={await desk.cookie('ada', Role.OBSERVER)}", QUIET_HEADER: "1"}
    found = []
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            desk.clock.pass_s(25 * 60)
            async with session.get(
                f"{desk.address}/desk/ways", headers=asked, allow_redirects=False
            ) as answer:
                found.append(answer.status)
    assert found == [200, 200, 303]


async def test_the_proof_may_come_in_a_header(desk: Served) -> None:
    token = await desk.cookie("ada", Role.OBSERVER)
    visitor = await desk.room.sessions.recognise(token)
    assert visitor
    proof = {CSRF_HEADER: desk.room.sessions.proof(visitor), "Cookie": f"leeward={token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{desk.address}/desk/sign-out", headers=proof, allow_redirects=False) as answer,
    ):
        assert answer.status == 303


@pytest.mark.parametrize(
    "path",
    [f"/desk/case/{2**63}", f"/desk/verdict/{10**30}", "/desk/policy/rules/%00", "/desk/cases?state=%00"],
)
async def test_what_no_database_can_hold_is_told_as_what_there_is_not(desk: Served, path: str) -> None:
    cookie = await desk.cookie("ada", *Role)
    async with (
        aiohttp.ClientSession(cookies={"leeward": cookie}) as session,
        session.get(desk.address + path) as answer,
    ):
        assert answer.status == 400
        assert "there is nothing of this number or name" in await answer.text()
