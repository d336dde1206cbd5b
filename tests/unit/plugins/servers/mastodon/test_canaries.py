"""Canaries: posted once, shown as posts, taken away again."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.model.items import Visibility
from leeward.plugins.servers.mastodon.canaries import send_canary, withdraw_canary
from tests.unit.plugins.servers.mastodon.polling.test_late import Clock
from tests.unit.plugins.servers.mastodon.shown import NOW, asked, linked, sent, status

PICTURE = b"\x89PNG a drawn bridge"
MEDIA, STATUSES = "/api/v2/media", "/api/v1/statuses"


async def test_a_canary_is_a_post_with_its_picture(httpserver: HTTPServer) -> None:
    httpserver.expect_request(MEDIA).respond_with_json({"id": "7"})
    httpserver.expect_request(STATUSES).respond_with_json(status("900"))
    async with linked(httpserver) as link:
        post = await send_canary(link, PICTURE, Visibility.UNLISTED)
    assert post.native_id == "900"
    (upload, _), _ = httpserver.log
    assert b"Content-Type: image/png\r\n\r\n" + PICTURE in upload.data
    form = sent(httpserver, STATUSES)
    assert (form["visibility"], form["media_ids[]"]) == ("unlisted", "7")


async def test_each_canary_has_a_key_of_its_own(httpserver: HTTPServer) -> None:
    clock = Clock()
    httpserver.expect_request(MEDIA).respond_with_json({"id": "7"})
    httpserver.expect_request(STATUSES).respond_with_json(status("900"))
    async with linked(httpserver, clock=clock) as link:
        await send_canary(link, PICTURE, Visibility.PUBLIC)
        clock.now = NOW.replace(minute=5)
        await send_canary(link, PICTURE, Visibility.PUBLIC)
    keys = {
        request.headers.get("Idempotency-Key") for request, _ in httpserver.log if request.path == STATUSES
    }
    assert len(keys) == 2
    assert None not in keys


async def test_a_picture_that_is_still_processed_is_waited_for(httpserver: HTTPServer) -> None:
    httpserver.expect_request(MEDIA).respond_with_json({"id": "7", "url": None}, status=202)
    httpserver.expect_oneshot_request("/api/v1/media/7").respond_with_json({}, status=206)
    httpserver.expect_request("/api/v1/media/7").respond_with_json({"id": "7"})
    httpserver.expect_request(STATUSES).respond_with_json(status("900"))
    async with linked(httpserver) as link:
        await send_canary(link, PICTURE, Visibility.PUBLIC)
    media = "/api/v1/media/7"
    assert [one.split()[1] for one in asked(httpserver)] == [MEDIA, media, media, STATUSES]


@pytest.mark.parametrize(
    ("media", "posted", "words"),
    [
        (({}, 403), ({}, 200), "does not let us post"),
        (({}, 422), ({}, 200), "422"),
        (({}, 200), ({}, 200), "which picture"),
        (({"id": "7"}, 200), ({}, 503), "503"),
        (({"id": "7"}, 200), ({}, 200), "does not show"),
    ],
)
async def test_a_canary_that_cannot_be_sent_says_why(
    httpserver: HTTPServer, media: tuple[object, int], posted: tuple[object, int], words: str
) -> None:
    httpserver.expect_request(MEDIA).respond_with_json(media[0], status=media[1])
    httpserver.expect_request(STATUSES).respond_with_json(posted[0], status=posted[1])
    async with linked(httpserver) as link:
        with pytest.raises(ServerError, match=words):
            await send_canary(link, PICTURE, Visibility.PUBLIC)


@pytest.mark.parametrize("first", [200, 404, 410])
async def test_a_canary_that_is_not_there_any_more_is_withdrawn(httpserver: HTTPServer, first: int) -> None:
    httpserver.expect_request(f"{STATUSES}/900", method="DELETE").respond_with_json({}, status=first)
    httpserver.expect_request(f"{STATUSES}/900", method="GET").respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        await withdraw_canary(link, "900")


@pytest.mark.parametrize(("status_code", "words"), [(404, "by its API"), (403, "403"), (503, "503")])
async def test_a_canary_that_stays_is_told(httpserver: HTTPServer, status_code: int, words: str) -> None:
    httpserver.expect_request(f"{STATUSES}/900", method="DELETE").respond_with_json({}, status=status_code)
    httpserver.expect_request(f"{STATUSES}/900", method="GET").respond_with_json(status("900"))
    async with linked(httpserver) as link:
        with pytest.raises(ServerError, match=words):
            await withdraw_canary(link, "900")
