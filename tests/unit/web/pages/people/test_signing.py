"""Signing in and out, by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from leeward.config import Config
from leeward.config.tables import Web
from leeward.review.people.limits import MOST_BOTH
from tests.desks import Served, served_desk
from tests.entering import PASSWORD, ByHand, Known, by_hand, known

IN, OUT = "/desk/sign-in", "/desk/sign-out"


@pytest_asyncio.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    """An empty desk."""
    async with served_desk(fresh_database) as served:
        yield served


async def _enter(browser: ByHand, ada: Known, then: str = "", **other: str) -> tuple[int, str]:
    typed = {"name": ada.name, "password": PASSWORD, "code": ada.code(), "then": then, **other}
    answer = await browser.post(IN, typed)
    return answer.status, answer.to


async def test_one_gets_a_cookie_that_only_this_desk_is_sent_and_no_script_reads(desk: Served) -> None:
    ada = await known(desk, "ada")
    async with by_hand(desk) as browser:
        assert await _enter(browser, ada, "/desk/held") == (303, "/desk/held")
        (cookie,) = browser.set_cookies
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert parts == {"httponly", "path=/", "samesite=lax"}
        assert (await browser.get("/desk/ways")).status == 200


async def test_with_https_the_cookie_is_secure_and_no_other_host_can_set_it(fresh_database: str) -> None:
    config = Config(data_dir=Path("/nonexistent"), web=Web(public_url="https://desk.example"))
    async with served_desk(fresh_database, config) as desk:
        ada = await known(desk, "ada")
        async with by_hand(desk) as browser:
            await _enter(browser, ada)
            (cookie,) = browser.set_cookies
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert parts == {"httponly", "path=/", "samesite=lax", "secure"}
        assert cookie.startswith("__Host-leeward=")


@pytest.mark.parametrize(
    "then",
    ["https://evil.example", "//evil.example", "/desk//evil.example", "/\\evil.example", "/desk/../../evil",
     "/elsewhere", "/desk?x=//evil", "javascript:alert(1)", "/desk\r\nSet-Cookie: x=y", "/deskevil.example"],
)  # fmt: skip
async def test_nobody_is_led_elsewhere(desk: Served, then: str) -> None:
    ada = await known(desk, "ada")
    async with by_hand(desk) as browser:
        page = await browser.get(f"{IN}?then={then.replace(chr(13), '').replace(chr(10), '')}")
        assert "evil" not in page.text
        assert await _enter(browser, ada, then) == (303, "/desk")


async def test_whatever_does_not_fit_is_answered_with_the_same_page(desk: Served) -> None:
    ada = await known(desk, "ada")
    async with by_hand(desk) as browser:
        texts = set()
        for wrong in ({"name": "eve"}, {"password": "wrong"}, {"code": "000000"}, {"name": "", "code": ""}):
            typed = {"name": "ada", "password": PASSWORD, "code": ada.code(), **wrong}
            answer = await browser.post(IN, typed)
            assert answer.status == 401
            assert not browser.set_cookies
            texts.add(answer.text)
        assert len(texts) == 1
        assert PASSWORD not in texts.pop()


async def test_after_too_many_tries_the_page_says_how_long_to_wait(desk: Served) -> None:
    ada = await known(desk, "ada")
    async with by_hand(desk) as browser:
        for _ in range(MOST_BOTH):
            assert (await _enter(browser, ada, code="000000"))[0] == 401
        answer = await browser.post(IN, {"name": "ada", "password": PASSWORD, "code": ada.code()})
        assert answer.status == 429
        assert "15 minutes" in answer.text


async def test_a_token_that_was_there_before_opens_nothing_after(desk: Served) -> None:
    """Session fixation: neither a made-up cookie nor somebody's own older one is kept."""
    ada = await known(desk, "ada")
    old = await desk.room.sessions.begin(ada.person, "a test")
    async with by_hand(desk) as browser:
        for before in ("made-up-by-somebody-else", old):
            browser.cookies["leeward"] = before
            assert (await _enter(browser, ada))[0] == 303
            assert browser.cookies["leeward"] != before
            assert await desk.room.sessions.recognise(before) is None
            desk.clock.pass_s(60)


async def test_signing_out_needs_a_form_of_ones_own_and_ends_the_session(desk: Served) -> None:
    ada = await known(desk, "ada")
    async with by_hand(desk) as browser:
        await _enter(browser, ada)
        token = browser.cookies["leeward"]
        assert (await browser.get(OUT)).status in {404, 405}
        assert (await browser.post(OUT, {}, proof="")).status == 403
        assert await desk.room.sessions.recognise(token)
        answer = await browser.post(OUT, {})
        assert (answer.status, answer.to) == (303, "/desk/sign-in?done=signed-out")
        assert browser.cookies == {}
        assert await desk.room.sessions.recognise(token) is None


async def test_signing_out_everywhere_ends_the_others_too(desk: Served) -> None:
    ada = await known(desk, "ada")
    other = await desk.room.sessions.begin(ada.person, "a test")
    async with by_hand(desk) as browser:
        await _enter(browser, ada)
        await browser.post("/desk/sign-out/everywhere", {})
    assert await desk.room.sessions.recognise(other) is None
