"""Gone is said only by who can know it."""

from dataclasses import replace

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


@pytest.mark.parametrize(
    ("public", "seen"), [(404, Seen.GONE), (200, Seen.STILL_THERE), (401, Seen.GONE), (500, Seen.UNKNOWN)]
)
async def test_of_another_servers_post_the_public_asks_our_servers_copy(
    httpserver: HTTPServer, public: int, seen: Seen
) -> None:
    """Whoever blocks our account is not gone."""
    ours = {"Authorization": "Bearer a-token"}
    httpserver.expect_request(API, headers=ours).respond_with_json({}, status=404)
    httpserver.expect_request(API).respond_with_json(status(), status=public)
    async with linked(httpserver) as link:
        assert (await is_gone(link, post("https://far.example/@eve/9"))).seen is seen
    assert len(httpserver.log) == 2


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.UNKNOWN])
async def test_what_is_not_for_our_eyes_is_never_said_to_be_gone(
    httpserver: HTTPServer, visibility: Visibility
) -> None:
    httpserver.expect_request(API).respond_with_json({}, status=404)
    httpserver.expect_request(PAGE).respond_with_data("", status=404)
    hidden = replace(post(httpserver.url_for(PAGE)), visibility=visibility)
    async with linked(httpserver) as link:
        assert (await is_gone(link, hidden)).seen is Seen.UNKNOWN


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
