"""The newest posts: each once, and no gap however long."""

import json

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from leeward.model.events import Event, Posted
from leeward.plugins.servers.mastodon.polling.head import PAGE, TIMELINE, read_head
from tests.unit.plugins.servers.mastodon.shown import NOW, Shown, asked, linked, status


class Timeline:
    """A public timeline with pages, as Mastodon cuts them."""

    def __init__(self, server: HTTPServer, knows_min_id: bool = True) -> None:
        self.posts: list[Shown] = []
        self.knows_min_id = knows_min_id
        server.expect_request(TIMELINE).respond_with_handler(self._page)

    def add(self, number: int, **changes: object) -> None:
        for _ in range(number):
            native_id = str(1000 + len(self.posts))
            self.posts.append(status(native_id, created_at=NOW.isoformat(), **changes))

    def _page(self, request: Request) -> Response:
        limit, after = int(request.args["limit"]), request.args.get("min_id")
        shown = self.posts[-limit:]
        if after is not None:
            newer = [one for one in self.posts if int(one["id"]) > int(after)]
            shown = newer[:limit] if self.knows_min_id else []
        return Response(json.dumps(shown[::-1]), content_type="application/json")


def ids(events: tuple[Event, ...]) -> list[str]:
    return [event.post.native_id for event in events if isinstance(event, Posted)]


async def test_each_post_comes_once_and_the_oldest_first(httpserver: HTTPServer) -> None:
    timeline = Timeline(httpserver)
    timeline.add(3)
    async with linked(httpserver) as link:
        first = await read_head(link, {})
        timeline.add(2)
        second = await read_head(link, first.cursor)
        third = await read_head(link, second.cursor)
    assert ids(first.events) == ["1000", "1001", "1002"]
    assert ids(second.events) == ["1003", "1004"]
    assert (third.events, third.is_complete) == ((), True)


async def test_a_gap_longer_than_a_page_is_read_from_its_old_end(httpserver: HTTPServer) -> None:
    timeline = Timeline(httpserver)
    timeline.add(1)
    found: list[str] = []
    async with linked(httpserver) as link:
        polled = await read_head(link, {})
        timeline.add(3 * PAGE + 7)
        rounds = 0
        while rounds == 0 or not polled.is_complete:
            polled = await read_head(link, polled.cursor)
            found += ids(polled.events)
            rounds += 1
    assert found == [str(1001 + n) for n in range(3 * PAGE + 7)]
    assert rounds <= 5


async def test_an_edit_is_told_again(httpserver: HTTPServer) -> None:
    timeline = Timeline(httpserver)
    timeline.add(2)
    async with linked(httpserver) as link:
        polled = await read_head(link, {})
        timeline.posts[0] = {**timeline.posts[0], "edited_at": "2026-11-22T11:00:00Z"}
        polled = await read_head(link, polled.cursor)
    assert ids(polled.events) == ["1000"]


async def test_a_post_that_becomes_visible_behind_a_newer_one_is_not_lost(httpserver: HTTPServer) -> None:
    timeline = Timeline(httpserver)
    timeline.add(3)
    late = timeline.posts.pop(1)
    async with linked(httpserver) as link:
        polled = await read_head(link, {})
        timeline.posts.insert(1, late)
        polled = await read_head(link, polled.cursor)
    assert ids(polled.events) == ["1001"]


async def test_a_server_that_forgot_the_anchor_still_shows_its_newest(httpserver: HTTPServer) -> None:
    timeline = Timeline(httpserver, knows_min_id=False)
    timeline.add(1)
    async with linked(httpserver) as link:
        polled = await read_head(link, {})
        timeline.add(PAGE)
        polled = await read_head(link, polled.cursor)
    assert len(polled.events) == PAGE
    assert polled.is_complete


async def test_an_empty_timeline_loses_no_place(httpserver: HTTPServer) -> None:
    timeline = Timeline(httpserver)
    timeline.add(1)
    async with linked(httpserver) as link:
        polled = await read_head(link, {})
        timeline.posts.clear()
        emptied = await read_head(link, polled.cursor)
    assert emptied.cursor["id"] == polled.cursor["id"]


async def test_a_cursor_of_another_shape_is_a_fresh_start(httpserver: HTTPServer) -> None:
    Timeline(httpserver).add(1)
    async with linked(httpserver) as link:
        polled = await read_head(link, {"id": 7, "seen": {"a": 1}})
    assert ids(polled.events) == ["1000"]
    assert asked(httpserver) == [f"GET {TIMELINE}?limit={PAGE}"]
