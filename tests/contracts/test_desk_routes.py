"""Every route of the desk and its API, asked by everybody: found, so that a new one is covered, too."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from litestar import Litestar

from leeward.model.errors import CaseError
from leeward.review.people.rights import RIGHTS, Right, Role, Visitor
from leeward.review.reach.tokens import Wish
from leeward.web.api.router import api
from leeward.web.desk.protection import HEADERS
from leeward.web.desk.routes import RIGHT
from leeward.web.router import desk as pages
from tests.databases import Databases
from tests.desks import Served, served_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = "this is not yours to see or do"  # as admit() says it, and nothing else does
NO_ROLE = None
SUBJECTS = (NO_ROLE, *Role)
PARAMETER = re.compile(r"\{[^}]+\}")


@dataclass(frozen=True)
class Route:
    """One that answers. path: with something in each parameter's place."""

    method: str
    path: str
    right: Right | None

    @property
    def is_static(self) -> bool:
        """Files that are the same for everybody."""
        return self.path.startswith("/desk/static")


def _routes(app: Litestar, under: str) -> list[Route]:
    found = []
    for route in app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if method in {"GET", "POST", "PUT", "PATCH", "DELETE"} and route.path.startswith(under):
                filled = PARAMETER.sub(lambda one: _value(one[0]), route.path_format)
                found.append(Route(method, filled, handler.opt.get(RIGHT)))
    return sorted(found, key=lambda one: (one.path, one.method))


def _value(parameter: str) -> str:
    """Numbers where numbers belong: the schema's path tells no types, so what is called so is a number."""
    name = parameter.strip("{}").partition(":")[0]
    words = {
        "rest": "nowhere",
        "file_path": "desk.css",
        "rule": "a-rule",
        "guard": "a-guard",
        "mark": "a-mark",
    }
    return words.get(name, "999999")


PAGES = _routes(Litestar([pages()]), "/desk")
CALLS = [one for one in _routes(Litestar([api()]), "/api/v1") if one.right is not None]
DEEDS = [one for one in PAGES if one.method != "GET"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(databases: Databases) -> AsyncIterator[Served]:
    """One desk for all of them, with nothing on it."""
    with databases.fresh() as url:
        async with served_desk(url) as served:
            yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that keeps nothing."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@dataclass
class Seat:
    """Somebody at a desk, or nobody."""

    desk: Served
    browser: aiohttp.ClientSession
    person: int | None = None
    token: str = ""

    async def _signed_in(self, person: int) -> Visitor:
        """In one session, until something that was asked has ended it."""
        sessions = self.desk.room.sessions
        found = await sessions.recognise(self.token)
        while found is None:
            self.token = await sessions.begin(person, "a test")
            found = await sessions.recognise(self.token)
        return found

    async def ask(
        self, route: Route, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text. form: None: what this person's own pages would send, and no more."""
        cookie: dict[str, str] = {}
        if self.person is not None:
            visitor = await self._signed_in(self.person)
            cookie["Cookie"] = f"leeward={self.token}"
            form = {"csrf": self.desk.room.sessions.proof(visitor)} if form is None else form
        address = self.desk.address + route.path
        body = None if route.method == "GET" else form or {}
        asked = {**cookie, **(headers or {})}
        async with self.browser.request(
            route.method, address, headers=asked, allow_redirects=False, data=body
        ) as answer:
            is_endless = answer.content_type == "text/event-stream"
            return answer.status, answer.headers, "" if is_endless else await answer.text(errors="replace")


async def _seat(desk: Served, browser: aiohttp.ClientSession, role: Role | None) -> Seat:
    name = f"somebody {role} {await _number(desk)}"
    return Seat(desk, browser, await desk.person(name, *([role] if role else [])))


async def _number(desk: Served) -> int:
    return len(await desk.room.roster.everybody())


def _told(answer: tuple[int, Mapping[str, str], str]) -> str:
    return f"{answer[0]}: {re.sub('<[^>]+>', ' ', answer[2])[:400]}"


async def test_there_are_routes_to_ask() -> None:
    assert len(PAGES) > 50
    assert len(CALLS) > 5


@pytest.mark.parametrize("route", PAGES + CALLS, ids=lambda one: f"{one.method} {one.path}")
async def test_every_route_says_which_right_it_needs(route: Route) -> None:
    assert isinstance(route.right, Right)


async def test_whoever_is_not_signed_in_gets_nothing_but_the_door(
    desk: Served, browser: aiohttp.ClientSession
) -> None:
    nobody = Seat(desk, browser)
    for route in PAGES:
        status, headers, text = await nobody.ask(route, {})
        if route.right is Right.NOTHING:
            assert status not in {401, 500} or "sign-in" in route.path, (route, text)
        elif route.method == "GET":
            assert (status, headers["Location"].partition("?")[0]) == (303, "/desk/sign-in"), route
        else:
            assert status == 401, route


@pytest.mark.parametrize("role", SUBJECTS, ids=str)
async def test_a_role_reaches_what_it_may_and_nothing_else(
    desk: Served, browser: aiohttp.ClientSession, role: Role | None
) -> None:
    seat = await _seat(desk, browser, role)
    may = RIGHTS[role] if role else frozenset({Right.NOTHING})
    for route in PAGES:
        answer = await seat.ask(route)
        is_refused = answer[0] == 403 and REFUSED in answer[2]
        assert is_refused == (route.right not in may), (route, _told(answer))
        assert answer[0] not in {401, 405, 500, 502} or "sign-in" in route.path, (route, _told(answer))


@pytest.mark.parametrize("role", Role, ids=str)
async def test_a_program_reaches_what_its_person_and_its_token_may(
    desk: Served, browser: aiohttp.ClientSession, role: Role
) -> None:
    seat = await _seat(desk, browser, role)
    assert seat.person
    visitor = await desk.room.sessions.recognise(await desk.room.sessions.begin(seat.person, "a test"))
    assert visitor
    scopes = visitor.rights - {Right.NOTHING}
    for route in CALLS:  # with a token for each: one of the calls ends the token that it is asked with
        made = await desk.room.tokens.make(visitor, Wish("a test", frozenset(scopes), 1))
        asked = {"Authorization": f"Bearer {made.token}"}
        status, _, text = await Seat(desk, browser).ask(route, {}, asked)
        assert (status == 403 and "this token may not" in text) == (route.right not in visitor.rights), route
        assert status != 500, (route, text)
        with suppress(CaseError):
            await desk.room.tokens.revoke(visitor, made.id)


async def test_no_call_is_answered_without_a_token_or_with_a_cookie(
    desk: Served, browser: aiohttp.ClientSession
) -> None:
    lead = await _seat(desk, browser, Role.LEAD)
    for route in CALLS:
        assert (await Seat(desk, browser).ask(route, {}))[0] in {401, 429}, route
        assert (await lead.ask(route, {}))[0] in {401, 429}, route


@pytest.mark.parametrize("proof", ["", "ü" * 64])
async def test_nothing_is_done_without_the_proof_of_ones_own_page(
    desk: Served, browser: aiohttp.ClientSession, proof: str
) -> None:
    seat = await _everything(desk, browser)
    for route in DEEDS:
        status, _, text = await seat.ask(route, {"csrf": proof})
        assert status == 403, route
        assert "too old to be answered" in text, route


async def test_the_proof_of_another_session_is_none(desk: Served, browser: aiohttp.ClientSession) -> None:
    seat, other = await _everything(desk, browser), await _everything(desk, browser)
    assert other.person
    visitor = await desk.room.sessions.recognise(await desk.room.sessions.begin(other.person, "a test"))
    assert visitor
    for route in DEEDS:
        status, _, _ = await seat.ask(route, {"csrf": desk.room.sessions.proof(visitor)})
        assert status == 403, route


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"},
     {"Sec-Fetch-Site": "none"}],
    ids=str,
)  # fmt: skip
async def test_no_other_site_does_anything_even_with_the_proof(
    desk: Served, browser: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    seats = (await _everything(desk, browser), Seat(desk, browser))
    for route in DEEDS:
        for seat in seats:
            status, _, text = await seat.ask(route, None, headers)
            assert status == 403 or (seat.person is None and status == 401), (route, status)
            assert status == 401 or "from another site" in text, route


async def test_every_answer_is_protected_and_no_page_is_kept(
    desk: Served, browser: aiohttp.ClientSession
) -> None:
    seats = (await _everything(desk, browser), Seat(desk, browser))
    for route in PAGES:
        for seat in seats:
            _, headers, _ = await seat.ask(route)
            for name, value in HEADERS.items():
                assert headers.get(name) == value, (route, name)
            assert route.is_static or "no-store" in headers.get("Cache-Control", ""), route


async def test_what_is_broken_in_a_form_is_nobodys_traceback(
    desk: Served, browser: aiohttp.ClientSession
) -> None:
    seat = await _everything(desk, browser)
    assert seat.person
    for route in DEEDS:
        token = await desk.room.sessions.begin(seat.person, "a test")
        visitor = await desk.room.sessions.recognise(token)
        assert visitor
        proof = desk.room.sessions.proof(visitor)
        for kind, body in _broken(proof):
            asked = {"Cookie": f"leeward={token}", "Content-Type": kind, "x-csrf": proof}
            async with browser.post(
                desk.address + route.path, data=body, headers=asked, allow_redirects=False
            ) as answer:
                assert answer.status < 500 or answer.status == 503, (route, kind)
                assert "Traceback" not in await answer.text(errors="replace"), route
            await asyncio.sleep(0)


def _broken(proof: str) -> list[tuple[str, bytes]]:
    return [
        (
            "application/x-www-form-urlencoded",
            b"csrf=" + proof.encode() + b"&\xff\xfe=%zz&case=9" + b"9" * 40,
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nnothing"),
        ("multipart/form-data", b"--x"),
        ("application/json", b'{"a": [1, 2'),
        ("text/plain; charset=nonsense", b"\x00" * 10),
    ]


async def _everything(desk: Served, browser: aiohttp.ClientSession) -> Seat:
    """Somebody who may do all that anybody may."""
    return Seat(desk, browser, await desk.person(f"everything {await _number(desk)}", *Role))
