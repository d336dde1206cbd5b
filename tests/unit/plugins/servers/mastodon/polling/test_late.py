"""Posts that appear in the past are found an hour and a day behind."""

from datetime import datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer

from leeward.plugins.servers.mastodon.polling.late import LAGS, read_late
from tests.unit.plugins.servers.mastodon.polling.test_head import Timeline, ids
from tests.unit.plugins.servers.mastodon.shown import NOW, asked, linked, status

HOUR = LAGS[0]
HEAD = {"id": "1000"}


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def test_a_post_that_was_filed_in_the_past_is_found_when_the_hour_is_over(
    httpserver: HTTPServer,
) -> None:
    timeline, clock = Timeline(httpserver), Clock()
    timeline.add(1)
    async with linked(httpserver, clock=clock) as link:
        polled = await read_late(link, {}, HOUR, HEAD)
        timeline.posts.append(status("1003", created_at=(NOW + timedelta(minutes=3)).isoformat()))
        clock.now += timedelta(minutes=62)
        polled = await read_late(link, polled.cursor, HOUR, HEAD)
        assert ids(polled.events) == []  # too young still
        timeline.posts.insert(1, status("1001", created_at=(NOW + timedelta(minutes=2)).isoformat()))
        clock.now += timedelta(minutes=2)
        polled = await read_late(link, polled.cursor, HOUR, HEAD)
    assert ids(polled.events) == ["1001", "1003"]


async def test_it_asks_once_a_minute_and_goes_on_at_once_while_there_is_more(httpserver: HTTPServer) -> None:
    timeline, clock = Timeline(httpserver), Clock()
    timeline.add(90)
    async with linked(httpserver, clock=clock) as link:
        polled = await read_late(link, {"id": "1000"}, HOUR, HEAD)
        assert polled.events == ()
        await read_late(link, polled.cursor, HOUR, HEAD)
        assert len(asked(httpserver)) == 1
        clock.now += timedelta(hours=2)
        found = []
        for _ in range(3):
            polled = await read_late(link, polled.cursor, HOUR, HEAD)
            found += ids(polled.events)
    assert found == [str(1001 + n) for n in range(89)]
    assert polled.is_complete


@pytest.mark.parametrize("software", ["snac", "akkoma"])
async def test_timelines_that_grow_at_their_end_only_are_not_read_again(
    httpserver: HTTPServer, software: str
) -> None:
    async with linked(httpserver, software) as link:
        polled = await read_late(link, {"id": "1"}, HOUR, HEAD)
    assert (polled.events, polled.cursor["id"]) == ((), "1000")
    assert asked(httpserver) == []
