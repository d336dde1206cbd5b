"""What a server says it is."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.model.findings import Json
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.plugins.servers.activitypub.nodeinfo import Software, software

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


async def _ask(address: str) -> Software:
    async with Client(ClientSettings("tests", ("127.0.0.1",))) as client:
        return await software(client, address)


def _serve(site: HTTPServer, links: Json, told: Json) -> str:
    site.expect_request("/.well-known/nodeinfo").respond_with_json({"links": links})
    site.expect_request("/nodeinfo/2.1").respond_with_json(told)
    return site.url_for("").rstrip("/")


async def test_the_newest_schema_is_asked(httpserver: HTTPServer) -> None:
    links: Json = [
        {"rel": f"{SCHEMA}2.0", "href": httpserver.url_for("/nodeinfo/2.0")},
        {"rel": f"{SCHEMA}2.1", "href": httpserver.url_for("/nodeinfo/2.1")},
        {"rel": f"{SCHEMA}9.0", "href": httpserver.url_for("/nodeinfo/9.0")},
    ]
    address = _serve(httpserver, links, {"software": {"name": "Misskey", "version": "2026.1"}})
    assert await _ask(address) == Software("misskey", "2026.1")


@pytest.mark.parametrize("told", [{}, [], 7, {"software": 7}, {"software": {"name": 7}}], ids=str)
async def test_a_server_that_does_not_say_is_said_so(httpserver: HTTPServer, told: Json) -> None:
    links: Json = [{"rel": f"{SCHEMA}2.1", "href": httpserver.url_for("/nodeinfo/2.1")}]
    address = _serve(httpserver, links, told)
    with pytest.raises(ServerError):
        await _ask(address)


async def test_nobody_sends_us_to_another_server(httpserver: HTTPServer) -> None:
    links: Json = [{"rel": f"{SCHEMA}2.1", "href": "http://elsewhere.example:9/nodeinfo/2.1"}]
    address = _serve(httpserver, links, {})
    with pytest.raises(ServerError, match="does not say what it is"):
        await _ask(address)


async def test_a_server_without_nodeinfo_is_said_so(httpserver: HTTPServer) -> None:
    with pytest.raises(ServerError, match="answers"):
        await _ask(httpserver.url_for("").rstrip("/"))


async def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with pytest.raises(ServerError) as caught:
        await _ask("http://127.0.0.1:1")
    assert caught.value.is_passing
