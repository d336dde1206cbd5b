"""The viewer over HTTP: a picture for whoever asks rightly, and words for everybody else."""

import http.client
import io
from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode, urlsplit

import pytest
from PIL import Image

from leeward.review.people.rights import Role
from tests.desks import Served, served_desk
from tests.pictures import a_case, bridge, claim, noted, shown

BRIDGE = bridge(640, 480)


class _Caller:
    """A signed-in person without a browser."""

    def __init__(self, served: Served, name: str) -> None:
        self.served, self.name = served, name

    async def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        token = self.served.tokens[self.name]
        visitor = await self.served.room.sessions.recognise(token)
        assert visitor is not None
        sent = {"Cookie": f"leeward={token}", "x-csrf": self.served.room.sessions.proof(visitor)}
        sent |= headers or {}
        return await to_thread(self._ask, method, path, fields, sent)

    def _ask(
        self, method: str, path: str, fields: Mapping[str, object] | None, headers: dict[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        body = None if fields is None else urlencode(fields)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(urlsplit(self.served.address).netloc, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return told


@pytest.fixture
async def ada(fresh_database: str) -> AsyncIterator[_Caller]:
    async with served_desk(fresh_database) as served:
        await served.cookie("ada", Role.MODERATOR)
        yield _Caller(served, "ada")


async def _claimed(ada: _Caller, **options: bool) -> int:
    case = await a_case(ada.served, BRIDGE, **options)  # type: ignore[arg-type]
    await claim(ada.served, case, "ada")
    return case


async def test_a_picture_comes_with_where_it_belongs_and_is_kept_by_no_cache(ada: _Caller) -> None:
    case = await _claimed(ada)
    status, headers, body = await ada.ask("POST", f"/desk/case/{case}/media/0", {"level": 2})
    assert status == 200
    with Image.open(io.BytesIO(body)) as image:
        assert (image.size, image.mode) == ((160, 120), "L")
    assert headers["cache-control"] == "no-store"
    assert headers["content-disposition"] == "inline"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "etag" not in headers
    assert (headers["x-of-width"], headers["x-width"], headers["x-frames"]) == ("640", "160", "1")
    view = headers["x-view"]
    assert (await ada.ask("POST", f"/desk/view/{view}/second", {}))[2] == b'{"seconds":1}'
    assert (await ada.ask("POST", f"/desk/view/{view}/over", {}))[0] == 200
    assert (await ada.ask("POST", f"/desk/view/{view}/second", {}))[0] == 409
    assert await noted(ada.served, case) == ["view.began", "view.second", "view.ended"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"level": 0},
        {"level": 5},
        {"level": "x"},
        {"level": 2, "way": "spot"},
        {"level": 3, "way": "all"},
        {"level": 3, "x": "nan"},
        {"level": 3, "y": "1e999"},
        {"level": 3, "frame": 99},
        {"level": 3, "frame": "9" * 5000},
    ],
    ids=str,
)
async def test_what_there_is_not_is_refused_in_words(ada: _Caller, fields: dict[str, object]) -> None:
    case = await _claimed(ada)
    status, _, body = await ada.ask("POST", f"/desk/case/{case}/media/0", fields)
    assert status == 400
    assert b"there is no such level, point or frame" in body
    assert await shown(ada.served, case) == []


async def test_words_say_whether_a_reason_would_help(ada: _Caller) -> None:
    case = await _claimed(ada, is_exact=True)
    status, _, body = await ada.ask("POST", f"/desk/case/{case}/media/0", {"level": 1})
    assert (status, b'"needs_reason":true' in body) == (409, True)
    status, _, _ = await ada.ask("POST", f"/desk/case/{case}/media/0", {"level": 1, "why": "an appeal came"})
    assert status == 200


@pytest.mark.parametrize(
    "path", ["/desk/case/77/media/0", "/desk/case/1/media/9", "/desk/case/77/media/0/page"]
)
async def test_what_is_not_theirs_is_not_there(ada: _Caller, path: str) -> None:
    await _claimed(ada)
    status, _, body = await ada.ask("POST", path, {"level": 1})
    assert status == 403
    assert b"there is no such media" in body


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 40, "x"])
async def test_a_number_that_no_case_has_is_no_page(ada: _Caller, number: str) -> None:
    status, _, body = await ada.ask("POST", f"/desk/case/{number}/media/0", {"level": 1})
    assert status in {400, 403, 404}
    assert b"Traceback" not in body


async def test_without_the_proof_of_our_own_page_nothing_is_shown(ada: _Caller) -> None:
    case = await _claimed(ada)
    status, _, _ = await ada.ask("POST", f"/desk/case/{case}/media/0", {"level": 1}, {"x-csrf": "made up"})
    assert status == 403
    assert await shown(ada.served, case) == []


async def test_a_bare_page_shows_one_picture_once_and_only_inside_itself(ada: _Caller) -> None:
    case = await _claimed(ada)
    status, headers, body = await ada.ask("POST", f"/desk/case/{case}/media/0/page", {"level": 1})
    assert status == 200
    assert headers["refresh"] == f"30; url=/desk/case/{case}"
    path = body.decode().partition('src="/desk/picture/')[2].partition('"')[0]
    address = f"/desk/picture/{path}"
    assert (await ada.ask("GET", address, headers={"Sec-Fetch-Dest": "document"}))[0] == 403
    status, headers, picture = await ada.ask("GET", address, headers={"Sec-Fetch-Dest": "image"})
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "image/png", "no-store")
    assert len(picture) < 1024
    assert (await ada.ask("GET", address))[0] == 409
    view = headers["x-view"]
    status, headers, _ = await ada.ask("POST", f"/desk/view/{view}/over", {"case": case})
    assert (status, headers["location"]) == (303, f"/desk/case/{case}")


async def test_the_page_of_media_says_facts_and_shows_nothing(ada: _Caller) -> None:
    case = await _claimed(ada)
    status, _, body = await ada.ask("GET", f"/desk/case/{case}/media")
    assert status == 200
    assert b"<img" not in body
    assert b"image/jpeg" in body
    assert (await ada.ask("GET", "/desk/case/77/media"))[0] == 403
