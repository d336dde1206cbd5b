"""Posts of Akkoma: held and released as they were, and never shown to more people than before."""

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.items import Visibility
from leeward.model.orders import Answer, Order, Subject
from leeward.plugins.servers.mastodon.acting import perform, read_back
from tests.unit.plugins.servers.mastodon.acting.orders import order
from tests.unit.plugins.servers.mastodon.shown import asked, linked, status

STATUS = "/api/v1/pleroma/admin/statuses/115"


def put(server: HTTPServer) -> Any:
    (only,) = [request for request, _ in server.log if request.method == "PUT"]
    return json.loads(only.data)


async def done(server: HTTPServer, shown: dict[str, object], what: Order) -> Answer:
    server.expect_request(STATUS, method="GET").respond_with_json(status(**shown))
    server.expect_request(STATUS, method="PUT").respond_with_json({})
    async with linked(server, "akkoma") as link:
        return (await perform(link, what)).answer


async def test_a_post_is_held_from_everybody_but_followers(httpserver: HTTPServer) -> None:
    assert await done(httpserver, {}, order("hold_post")) is Answer.DONE
    assert put(httpserver) == {"sensitive": True, "visibility": "private"}


@pytest.mark.parametrize("narrow", ["private", "direct", "list", "local", "new-fangled"])
async def test_a_hold_never_shows_a_post_to_more_people(httpserver: HTTPServer, narrow: str) -> None:
    assert await done(httpserver, {"visibility": narrow}, order("hold_post")) is Answer.DONE
    assert put(httpserver) == {"sensitive": True}


async def test_a_held_post_is_not_held_again(httpserver: HTTPServer) -> None:
    held = {"visibility": "private", "sensitive": True}
    assert await done(httpserver, held, order("hold_post")) is Answer.DONE
    assert asked(httpserver) == [f"GET {STATUS}"]


@pytest.mark.parametrize(
    ("before", "sensitive", "wanted"),
    [
        (Visibility.PUBLIC, False, {"sensitive": False, "visibility": "public"}),
        (Visibility.UNLISTED, True, {"sensitive": True, "visibility": "unlisted"}),
        (Visibility.DIRECT, False, {"sensitive": False}),
        (Visibility.FOLLOWERS, False, {"sensitive": False}),
        (Visibility.UNKNOWN, False, {"sensitive": False}),
    ],
)
async def test_a_released_post_is_as_it_was(
    httpserver: HTTPServer, before: Visibility, sensitive: bool, wanted: dict[str, object]
) -> None:
    subject = Subject(account="11", post="115", visibility=before, is_sensitive=sensitive)
    held: dict[str, object] = {"visibility": "private", "sensitive": not sensitive}
    assert await done(httpserver, held, order("release_post", subject)) is Answer.DONE
    assert put(httpserver) == wanted


async def test_a_post_is_not_released_to_nobody_knows_whom(httpserver: HTTPServer) -> None:
    answer = await done(httpserver, {}, order("release_post", Subject(account="11", post="115")))
    assert answer is Answer.REFUSED
    assert asked(httpserver) == []


@pytest.mark.parametrize(("action", "wanted"), [("mark_sensitive", True), ("unmark_sensitive", False)])
async def test_the_warning_is_put_on_and_taken_away(
    httpserver: HTTPServer, action: str, wanted: bool
) -> None:
    assert await done(httpserver, {"sensitive": not wanted}, order(action)) is Answer.DONE
    assert put(httpserver) == {"sensitive": wanted}


async def test_a_post_is_removed_and_seen_to_be_gone(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request(STATUS, method="GET").respond_with_json(status())
    httpserver.expect_ordered_request(STATUS, method="DELETE").respond_with_json("115")
    httpserver.expect_ordered_request(STATUS, method="GET").respond_with_json({}, status=404)
    async with linked(httpserver, "akkoma") as link:
        assert (await perform(link, order("remove_post"))).answer is Answer.DONE
        assert (await read_back(link, order("remove_post"))).answer is Answer.DONE
