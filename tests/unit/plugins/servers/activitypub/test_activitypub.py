"""Any server that speaks ActivityPub, as a server program."""

import json
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked

from leeward.model.errors import ServerError
from leeward.model.events import Dropped
from leeward.model.items import Author, Post, Visibility, WayIn
from leeward.model.orders import Answer, Order, Subject
from leeward.model.proofs import Aspect, Seen
from leeward.model.servers import Support
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link, ServerProgram
from tests.unit.plugins.servers.activitypub.shown import note

PROGRAM: ServerProgram = loader.server("activitypub")
ORDER = Order("k", "remove_post", Subject(post="1"))
AS = "application/activity+json"


async def _pace(kind: str) -> None:
    assert kind == "read"


def _link(client: Client, address: str) -> Link:
    return Link(address, "", client, _pace, lambda: datetime.now(UTC))


def _client() -> Client:
    return Client(ClientSettings("tests", ("127.0.0.1", "localhost")))


def _post(uri: str) -> Post:
    return Post(uri, uri, Author("a", "a"), Visibility.PUBLIC)


async def test_its_card_offers_the_relay_and_hands(httpserver: HTTPServer) -> None:
    schema = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    where = {"links": [{"rel": schema, "href": httpserver.url_for("/n")}]}
    httpserver.expect_request("/.well-known/nodeinfo").respond_with_json(where)
    httpserver.expect_request("/n").respond_with_json({"software": {"name": "NodeBB", "version": "4.1"}})
    async with _client() as client:
        card = await PROGRAM.discover(_link(client, httpserver.url_for("").rstrip("/")))
    assert (card.software, card.version, card.program) == ("nodebb", "4.1", "activitypub")
    assert [way.way_in for way in card.ways_in if way.is_there] == [WayIn.RELAY]
    assert {way.way_in for way in card.ways_in} == set(WayIn)
    assert {one.support for one in card.abilities} == {Support.HAND}
    assert card.ability("hold_post").support is Support.NONE
    assert [one.abilities for one in PROGRAM.cards] == [card.abilities]


@pytest.mark.parametrize(
    ("status", "is_shown", "seen"),
    [
        (200, True, Seen.STILL_THERE),
        (200, False, Seen.UNKNOWN),
        (404, False, Seen.GONE),
        (410, False, Seen.GONE),
        (503, False, Seen.UNKNOWN),
        (403, False, Seen.UNKNOWN),
    ],
)
async def test_its_origin_is_asked_past_caches(
    httpserver: HTTPServer, status: int, is_shown: bool, seen: Seen
) -> None:
    uri = httpserver.url_for("/notes/1")
    told = json.dumps(note(id=uri)) if is_shown else "{}"
    httpserver.expect_request("/notes/1").respond_with_data(told, status, content_type=AS)
    async with _client() as client:
        result = await PROGRAM.is_gone(_link(client, httpserver.url_for("")), _post(uri))
    assert (result.seen, result.probe.what, result.probe.url) == (seen, Aspect.POST, uri)
    assert uri not in result.detail
    asked: Asked = httpserver.log[0][0]
    assert asked.headers["Cache-Control"] == "no-cache"
    assert asked.headers["Accept"].startswith(AS)


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:1/notes/1", "http://10.0.0.1/notes/1", "file:///etc/passwd"]
)
async def test_an_origin_that_cannot_be_asked_is_unknown(uri: str) -> None:
    async with _client() as client:
        result = await PROGRAM.is_gone(_link(client, "http://127.0.0.1:1"), _post(uri))
    assert result.seen is Seen.UNKNOWN
    assert uri not in result.detail


async def test_orders_are_for_people() -> None:
    async with _client() as client:
        link = _link(client, "http://127.0.0.1:1")
        assert (await PROGRAM.perform(link, ORDER)).answer is Answer.BY_HAND
        assert (await PROGRAM.read_back(link, ORDER)).answer is Answer.UNSURE


async def test_what_it_does_not_have_is_said_in_our_words() -> None:
    async with _client() as client:
        link = _link(client, "http://127.0.0.1:1")
        assert [type(one) for one in PROGRAM.hear({}, b"", b"", datetime.now(UTC))] == [Dropped]
        with pytest.raises(ServerError):
            await PROGRAM.sign_in(link, canaries=True)
        with pytest.raises(ServerError):
            PROGRAM.stream(link)
        with pytest.raises(ServerError):
            await PROGRAM.poll(link, {})
        with pytest.raises(ServerError):
            await PROGRAM.send_canary(link, b"", Visibility.PUBLIC)
        with pytest.raises(ServerError):
            await PROGRAM.withdraw_canary(link, "1")


@pytest.mark.parametrize("software", ["mastodon", "activitypub", ""])
def test_it_takes_no_software_from_a_program_that_knows_it_better(software: str) -> None:
    assert not PROGRAM.knows(software)
