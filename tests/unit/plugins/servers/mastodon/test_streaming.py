"""What a stream tells, however it comes."""

import json
from contextlib import aclosing

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.model.events import Dropped, Event, Posted, Removed
from leeward.plugins.servers.mastodon.posts import Teller
from leeward.plugins.servers.mastodon.streaming import read_frame, stream, streaming_address
from leeward.plugins.servers.protocol import Link
from tests.unit.plugins.servers.mastodon.shown import WORD, linked, status

PLAIN = Teller()


@pytest.mark.parametrize(
    ("kind", "payload", "event"),
    [
        ("update", json.dumps(status()), Posted),
        ("status.update", json.dumps(status(edited_at="2026-11-22T10:05:00Z")), Posted),
        ("update", status(), Posted),
        ("update", json.dumps(status(reblog=status())), Dropped),
        ("update", "{", Dropped),
        ("update", None, Dropped),
        ("delete", "115", Removed),
        ("delete", 115, Removed),
        ("delete", "", Dropped),
    ],
)
def test_each_message_is_what_it_is(kind: str, payload: object, event: type) -> None:
    found = read_frame(kind, payload, PLAIN)
    assert type(found) is event
    assert WORD not in repr(found)


@pytest.mark.parametrize("kind", ["notification", "filters_changed", "conversation", "", "message"])
def test_what_is_no_business_of_ours_is_not_even_counted(kind: str) -> None:
    assert read_frame(kind, json.dumps(status()), PLAIN) is None


@pytest.mark.parametrize(
    ("path", "instance", "address"),
    [
        (
            "/api/v2/instance",
            {"configuration": {"urls": {"streaming": "wss://s.example"}}},
            "wss://s.example",
        ),
        (
            "/api/v2/instance",
            {"configuration": {"urls": {"streaming": "https://s.example/api/v1/streaming"}}},
            "wss://s.example",
        ),
        ("/api/v1/instance", {"urls": {"streaming_api": "wss://m.example"}}, "wss://m.example"),
        ("/api/v1/instance", {"urls": {"streaming_api": "file:///x"}}, None),
    ],
)
async def test_where_it_streams_is_what_the_server_says_or_the_server_itself(
    httpserver: HTTPServer, path: str, instance: dict[str, object], address: str | None
) -> None:
    httpserver.expect_request(path).respond_with_json(instance)
    async with linked(httpserver) as link:
        assert await streaming_address(link) == (address or f"ws{link.address.removeprefix('http')}")


async def collected(link: Link) -> tuple[list[Event], ServerError]:
    found: list[Event] = []
    try:
        async with aclosing(stream(link)) as events:
            async for event in events:
                found.append(event)  # noqa: PERF401 - what came before the end counts
    except ServerError as error:
        return found, error
    raise AssertionError("a stream that ends without a word")


async def test_without_sockets_it_comes_as_server_sent_events(httpserver: HTTPServer) -> None:
    one, two = json.dumps(status("1")), json.dumps(status("2"))
    said = f":)\n\nevent: update\ndata: {one}\n\n:thump\n\nevent: update\ndata: {one}\n\n"
    said += f"event: update\ndata: {two}\n\nevent: delete\ndata: 1\n\n"
    httpserver.expect_request("/api/v1/streaming/public").respond_with_data(
        said, content_type="text/event-stream"
    )
    httpserver.expect_request("/api/v1/streaming").respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        events, error = await collected(link)
    assert [type(event) for event in events] == [Posted, Posted, Removed]  # the same one twice is one
    assert error.is_passing


async def test_no_stream_at_all_is_told_as_an_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/streaming").respond_with_json({}, status=404)
    httpserver.expect_request("/api/v1/streaming/public").respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        events, error = await collected(link)
    assert not events
    assert not error.is_passing


async def test_a_server_without_patience_is_asked_again_later(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/streaming").respond_with_json(
        {}, status=503, headers={"Retry-After": "9"}
    )
    async with linked(httpserver) as link:
        events, error = await collected(link)
    assert not events
    assert (error.is_passing, error.retry_after_s) == (True, 9.0)
