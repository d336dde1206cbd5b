"""Removing one post by a fork's own API."""

from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.items import Visibility
from leeward.model.orders import Answer, Subject
from leeward.model.servers import Support
from leeward.plugins.servers.mastodon.acting import perform, read_back
from leeward.plugins.servers.mastodon.acting.deeds import Now
from leeward.plugins.servers.mastodon.acting.statuses import REMOVE
from tests.unit.plugins.servers.mastodon.acting.orders import order
from tests.unit.plugins.servers.mastodon.shown import asked, linked, status


async def test_a_post_is_removed_once(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/api/v1/statuses/115").respond_with_json(status())
    httpserver.expect_ordered_request("/api/v1/admin/statuses/115", method="DELETE").respond_with_json({})
    httpserver.expect_ordered_request("/api/v1/statuses/115").respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        assert link.card is not None
        by_api = tuple(replace(one, support=Support.API) for one in link.card.abilities)
        able = replace(link, card=replace(link.card, abilities=by_api))
        assert (await perform(able, order("remove_post"))).answer is Answer.DONE
        assert (await read_back(able, order("remove_post"))).answer is Answer.DONE
    assert asked(httpserver)[1] == "DELETE /api/v1/admin/statuses/115"


async def test_a_post_that_is_there_is_not_removed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/statuses/115").respond_with_json(status())
    async with linked(httpserver) as link:
        assert await REMOVE.look(link, order("remove_post")) is Now.NOT_SO


@pytest.mark.parametrize(
    ("visibility", "now"),
    [
        (Visibility.PUBLIC, Now.NOWHERE),
        (None, Now.NOWHERE),
        (Visibility.FOLLOWERS, Now.UNSEEN),
        (Visibility.UNKNOWN, Now.UNSEEN),
    ],
)
async def test_a_post_that_is_not_for_our_eyes_is_not_taken_for_gone(
    httpserver: HTTPServer, visibility: Visibility | None, now: Now
) -> None:
    httpserver.expect_request("/api/v1/statuses/115").respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        wanted = order("remove_post", Subject(account="11", post="115", visibility=visibility))
        assert await REMOVE.look(link, wanted) is now
