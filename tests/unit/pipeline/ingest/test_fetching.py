"""A media is had from the first place that has it whole; what may pass is tried again, and not for ever."""

import os
from collections.abc import AsyncIterator

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.look import Look
from leeward.net.client import Client
from leeward.net.wire import ClientSettings, Fetched, FetchLimits
from leeward.pipeline.ingest.fetching import RETRY_S, Missed, fetch

LIMITS = FetchLimits(most_bytes=1_000, seconds=5.0)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(ClientSettings("leeward/test", ("127.0.0.0/8",))) as client:
        yield client


def _copy(server: HTTPServer, path: str, place: str = "original") -> dict[str, str]:
    return {"place": place, "url": server.url_for(path)}


async def test_the_original_comes_first_and_the_next_place_when_it_fails(
    client: Client, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/gone").respond_with_data("", 404)
    httpserver.expect_request("/there").respond_with_data(b"drawn")
    copies = [_copy(httpserver, "/there", "remote"), _copy(httpserver, "/gone")]
    got = await fetch(client, copies, LIMITS, 0)
    assert isinstance(got, Fetched)
    os.close(got.fd)
    assert got.size == 5
    assert [request.path for request, _ in httpserver.log] == ["/gone", "/there"]


async def test_a_preview_never_stands_for_the_whole(client: Client, httpserver: HTTPServer) -> None:
    assert await fetch(client, [_copy(httpserver, "/small", "preview")], LIMITS, 0) == Missed(
        Look.UNREACHABLE, "the server told no address of it", None
    )
    assert httpserver.log == []


@pytest.mark.parametrize(("attempts", "again_in_s"), [*enumerate(RETRY_S), (len(RETRY_S), None), (99, None)])
async def test_what_may_pass_is_tried_again_later_each_time_and_then_no_more(
    client: Client, httpserver: HTTPServer, attempts: int, again_in_s: float | None
) -> None:
    httpserver.expect_request("/busy").respond_with_data("", 503)
    got = await fetch(client, [_copy(httpserver, "/busy")], LIMITS, attempts)
    assert isinstance(got, Missed)
    assert got.again_in_s == again_in_s
    assert got.look is not Look.LOOKED


async def test_what_is_gone_everywhere_is_final_and_one_place_that_may_come_back_is_not(
    client: Client, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/gone").respond_with_data("", 410)
    httpserver.expect_request("/busy").respond_with_data("", 503)
    gone = _copy(httpserver, "/gone")
    missed = await fetch(client, [gone, gone], LIMITS, 0)
    assert isinstance(missed, Missed)
    assert (missed.look, missed.again_in_s) == (Look.VANISHED, None)
    missed = await fetch(client, [_copy(httpserver, "/busy"), gone], LIMITS, 0)
    assert isinstance(missed, Missed)
    assert missed.again_in_s == RETRY_S[0]


@pytest.mark.parametrize(("asked", "again_in_s"), [("1", RETRY_S[0]), ("77", 77.0), ("999999", RETRY_S[-1])])
async def test_what_a_server_asks_for_is_respected_within_reason(
    client: Client, httpserver: HTTPServer, asked: str, again_in_s: float
) -> None:
    httpserver.expect_request("/busy").respond_with_data("", 503, {"Retry-After": asked})
    missed = await fetch(client, [_copy(httpserver, "/busy")], LIMITS, 0)
    assert isinstance(missed, Missed)
    assert missed.again_in_s == again_in_s


@pytest.mark.parametrize(
    "url", ["", "http://[", "ftp://m.example/1", "http://a b/", "https://\x00/", "//x", "http://10.0.0.1/x"]
)
async def test_an_address_that_cannot_be_asked_is_a_look_and_repeated_nowhere(
    client: Client, url: str
) -> None:
    missed = await fetch(client, [{"place": "original", "url": url}], LIMITS, 0)
    assert isinstance(missed, Missed)
    assert missed.look is not Look.LOOKED
    assert not url or url not in missed.reason
