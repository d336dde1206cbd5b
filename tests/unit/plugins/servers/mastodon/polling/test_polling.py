"""A whole round: every reader has its own place, and only the public timeline can stop it."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.model.events import Dropped
from leeward.plugins.servers.mastodon.polling import poll
from leeward.plugins.servers.mastodon.polling.head import TIMELINE
from tests.unit.plugins.servers.mastodon.polling.test_head import Timeline, ids
from tests.unit.plugins.servers.mastodon.shown import linked

REPORTS, ACCOUNTS = "/api/v1/admin/reports", "/api/v2/admin/accounts"


async def test_a_round_is_small_and_the_next_one_goes_on(httpserver: HTTPServer) -> None:
    Timeline(httpserver).add(2)
    httpserver.expect_request(REPORTS).respond_with_json([])
    httpserver.expect_request(ACCOUNTS).respond_with_json([])
    async with linked(httpserver) as link:
        first = await poll(link, {})
        second = await poll(link, first.cursor)
    assert ids(first.events) == ["1000", "1001"]
    assert (second.events, second.is_complete) == ((), True)
    assert set(second.cursor) == {"head", "hour", "day", "accounts", "reports"}
    assert len(repr(second.cursor)) < 20_000


async def test_a_part_that_fails_is_counted_and_tried_again(httpserver: HTTPServer) -> None:
    Timeline(httpserver).add(1)
    httpserver.expect_request(REPORTS).respond_with_json({}, status=500)
    httpserver.expect_request(ACCOUNTS).respond_with_json([])
    async with linked(httpserver) as link:
        polled = await poll(link, {})
    assert ids(polled.events) == ["1000"]
    assert [event for event in polled.events if isinstance(event, Dropped)]
    assert polled.cursor["reports"] == {}


async def test_without_the_public_timeline_there_is_no_poll(httpserver: HTTPServer) -> None:
    httpserver.expect_request(TIMELINE).respond_with_data("<h1>", status=200)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError):
            await poll(link, {})
