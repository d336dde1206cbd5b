"""Gone is said only by who can know it."""

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from leeward.model.items import Author, Post, Visibility
from leeward.model.proofs import Aspect, Seen
from leeward.plugins.servers.mastodon.verifying import is_gone
from tests.unit.plugins.servers.mastodon.shown import linked, status

API, PAGE = "/api/v1/statuses/115", "/@alice/115"


def post(url: str) -> Post:
    return Post("115", url, Author("11", "https://m.example/users/alice"), Visibility.PUBLIC, url=url)


@pytest.mark.parametrize(
    ("api", "page", "seen"),
    [
        (200, 200, Seen.STILL_THERE),
        (200, 404, Seen.STILL_THERE),
        (404, 404, Seen.GONE),
        (404, 410, Seen.GONE),
        (410, 404, Seen.GONE),
        (404, 200, Seen.STILL_THERE),
        (404, 401, Seen.GONE),
        (404, 403, Seen.GONE),
        (404, 302, Seen.UNKNOWN),
        (404, 500, Seen.UNKNOWN),
        (404, 429, Seen.UNKNOWN),
        (401, 404, Seen.UNKNOWN),
        (403, 404, Seen.UNKNOWN),
        (429, 404, Seen.UNKNOWN),
        (503, 404, Seen.UNKNOWN),
    ],
)
async def test_a_post_is_gone_when_the_api_and_the_page_say_so(
    httpserver: HTTPServer, api: int, page: int, seen: Seen
) -> None:
    httpserver.expect_request(API).respond_with_json(status() if api == 200 else {}, status=api)
    httpserver.expect_request(PAGE).respond_with_data("<html>", status=page)
    async with linked(httpserver) as link:
        result = await is_gone(link, post(httpserver.url_for(PAGE)))
    assert (result.seen, result.probe.what) == (seen, Aspect.POST)
    assert "alice" not in result.detail


async def test_caches_are_asked_past(httpserver: HTTPServer) -> None:
    httpserver.expect_request(API).respond_with_json({}, status=404)
    httpserver.expect_request(PAGE).respond_with_data("", status=404)
    async with linked(httpserver) as link:
        await is_gone(link, post(httpserver.url_for(PAGE)))
    (_, _), (request, _) = httpserver.log
    assert "no-cache" in request.headers["Cache-Control"]
    assert request.args["nocache"]
    assert "Authorization" not in request.headers


async def test_a_tombstone_is_as_good_as_nothing(httpserver: HTTPServer) -> None:
    httpserver.expect_request(API).respond_with_json({}, status=404)
    httpserver.expect_request(PAGE).respond_with_json({"type": "Tombstone", "id": "x"})
    async with linked(httpserver) as link:
        assert (await is_gone(link, post(httpserver.url_for(PAGE)))).seen is Seen.GONE


async def test_of_another_servers_post_only_our_servers_copy_is_asked_for(httpserver: HTTPServer) -> None:
    httpserver.expect_request(API).respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        result = await is_gone(link, post("https://far.example/@eve/9"))
    assert result.seen is Seen.GONE
    assert len(httpserver.log) == 1


async def test_no_answer_is_no_proof(httpserver: HTTPServer) -> None:
    url = httpserver.url_for(PAGE)
    async with linked(httpserver) as link:
        httpserver.expect_request(API).respond_with_json({}, status=404)
        broken = Response(b"cut", headers={"Content-Encoding": "gzip"})
        httpserver.expect_request(PAGE).respond_with_response(broken)
        assert (await is_gone(link, post(url))).seen is Seen.UNKNOWN
        httpserver.stop()
        assert (await is_gone(link, post(url))).seen is Seen.UNKNOWN
    httpserver.start()


async def test_a_200_that_shows_no_post_is_no_proof_that_it_is_there(httpserver: HTTPServer) -> None:
    httpserver.expect_request(API).respond_with_data("<h1>Maintenance</h1>")
    async with linked(httpserver) as link:
        assert (await is_gone(link, post(httpserver.url_for(PAGE)))).seen is Seen.UNKNOWN
