"""What a server says of itself."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.plugins.servers.mastodon.discovery.nodeinfo import node_info
from tests.unit.plugins.servers.mastodon.shown import linked

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


async def test_the_newest_schema_is_read_and_never_shown_the_token(httpserver: HTTPServer) -> None:
    links = [
        {"rel": f"{SCHEMA}2.0", "href": httpserver.url_for("/old")},
        {"rel": f"{SCHEMA}2.1", "href": httpserver.url_for("/new")},
        {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": httpserver.url_for("/actor")},
    ]
    httpserver.expect_request("/.well-known/nodeinfo").respond_with_json({"links": links})
    httpserver.expect_request("/new").respond_with_json(
        {"software": {"name": "Mastodon", "version": "4.6.0"}}
    )
    async with linked(httpserver) as link:
        found = await node_info(link)
    assert (found.software, found.version) == ("mastodon", "4.6.0")
    assert not [request for request, _ in httpserver.log if "Authorization" in request.headers]


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ({}, None),
        ({"links": [{"rel": f"{SCHEMA}2.0", "href": "file:///etc/hosts"}]}, None),
        ({"links": "none"}, None),
        (None, {}),
        (None, {"software": {"version": "1"}}),
        (None, []),
    ],
)
async def test_a_server_that_does_not_say_what_it_is_is_not_taken_for_one(
    httpserver: HTTPServer, index: object, told: object
) -> None:
    own = {"links": [{"rel": f"{SCHEMA}2.0", "href": httpserver.url_for("/n")}]}
    httpserver.expect_request("/.well-known/nodeinfo").respond_with_json(own if index is None else index)
    httpserver.expect_request("/n").respond_with_json(told)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError, match="does not say what it is"):
            await node_info(link)
