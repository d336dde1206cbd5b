"""Sending canaries through the real plug-in to a small server on loopback, and taking them away."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from leeward.canary.watching import Watch, picture_at, visibility_for
from leeward.config import Canary
from leeward.model.items import Visibility, WayIn
from leeward.model.servers import ServerCard
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link, ServerProgram
from leeward.store.connection import Store
from leeward.store.watch import canaries
from leeward.store.watch.canaries import CanaryRow
from tests.stores import Clock, a_post, a_server, opened, posted, recorder


@dataclass(frozen=True, slots=True)
class Wire:
    """As the composition root makes it."""

    server: int
    program: ServerProgram
    link: Link
    ways_in: tuple[str, ...]


@dataclass
class Small:
    """A server that takes pictures and posts, and deletes them. status: what it answers, by method."""

    http: HTTPServer
    status: dict[str, int] = field(default_factory=lambda: {"POST": 200, "DELETE": 200, "GET": 404})
    pictures: list[bytes] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http.expect_request("/api/v2/media").respond_with_handler(self._media)
        self.http.expect_request("/api/v1/statuses").respond_with_handler(self._post)
        for number in range(1, 9):
            self.http.expect_request(f"/api/v1/statuses/{number}").respond_with_handler(self._one)

    def _media(self, request: Request) -> Response:
        self.pictures.append(request.get_data())
        return _json('{"id": "5"}')

    def _post(self, request: Request) -> Response:
        if self.status["POST"] != 200:
            return _json("{}", self.status["POST"])
        self.posts.append(request.get_data(as_text=True))
        number = len(self.posts)
        uri = a_post(number).uri
        account = '{"id": "7", "acct": "bridge", "uri": "https://m.example/users/bridge"}'
        return _json(
            f'{{"id": "{number}", "uri": "{uri}", "account": {account}, "visibility": "public",'
            ' "created_at": "2026-05-01T12:00:00Z", "media_attachments": []}'
        )

    def _one(self, request: Request) -> Response:
        if request.method == "DELETE" and self.status["DELETE"] == 200:
            self.deleted.append(request.path.rpartition("/")[2])
        return _json("{}", self.status[request.method])


def _json(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="application/json")


@pytest.fixture
def small(httpserver: HTTPServer) -> Small:
    return Small(httpserver)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def watch(store: Store, small: Small, clock: Clock) -> AsyncIterator[Watch]:
    async with Client(ClientSettings("Leeward/test", allowed=("127.0.0.1",))) as client:
        server = await a_server(store)

        async def pace(_: str) -> None:
            return

        card = ServerCard("mastodon", "4.6.0", "mastodon", (), ())
        link = Link(small.http.url_for("").rstrip("/"), "token", client, pace, clock, card)
        wire = Wire(server, loader.server("mastodon"), link, ("poll", "stream"))

        async def wires() -> Mapping[int, Wire]:
            return {server: wire}

        yield Watch(store, Canary(every_minutes=30, within_seconds=300), wires, clock)


def _with(watch: Watch, wire: Wire | None) -> Watch:
    async def wires() -> Mapping[int, Wire]:
        return {wire.server: wire} if wire else {}

    return replace(watch, wires=wires)


async def _wire(watch: Watch) -> Wire:
    (wire,) = (await watch.wires()).values()
    assert isinstance(wire, Wire)
    return wire


async def _rows(store: Store) -> list[CanaryRow]:
    async with store.session() as connection:
        return await canaries.latest(connection, 50)


async def _comes_out(store: Store, watch: Watch, way_in: WayIn, number: int) -> None:
    """As a way in would tell of it, and the decider would find it."""
    wire = await _wire(watch)
    clock = Clock()
    clock.at = watch.clock()
    async with store.transaction() as connection:
        arrival = Arrival(wire.server, way_in, posted(number, "https://m.example/files/drawn.png"))
        await write(connection, [arrival], Door(False, True), recorder(clock))
        await canaries.mark_seen(connection, [a_post(number).uri], clock())


async def test_one_post_is_sent_for_all_ways_in_of_a_server(store: Store, watch: Watch, small: Small) -> None:
    await watch.send_round()
    assert len(small.posts) == len(small.pictures) == 1
    assert picture_at(watch.clock()) in small.pictures[0]
    assert [(one.way_in, one.uri) for one in await _rows(store)] == [
        ("poll", a_post(1).uri),
        ("stream", a_post(1).uri),
    ]


async def test_however_often_it_is_called_one_is_sent_each_half_hour(
    store: Store, watch: Watch, small: Small, clock: Clock
) -> None:
    for _ in range(4):
        await watch.send_round()
        clock.pass_s(15 * 60 - 0.5)
    assert len(small.posts) == 2


async def test_where_canaries_are_off_or_impossible_none_is_sent(
    store: Store, watch: Watch, small: Small
) -> None:
    wire = await _wire(watch)
    await replace(watch, settings=Canary(is_on=False)).send_round()
    await _with(watch, replace(wire, link=replace(wire.link, token=""))).send_round()
    await _with(watch, replace(wire, ways_in=())).send_round()
    assert small.posts == []
    assert await _rows(store) == []


async def test_a_canary_that_cannot_be_sent_says_why(store: Store, watch: Watch, small: Small) -> None:
    small.status["POST"] = 500
    await watch.send_round()
    rows = await _rows(store)
    assert [one.said for one in rows] == ["the server answers 500"] * 2
    assert {one.uri for one in rows} == {""}


async def test_a_post_stays_until_every_way_in_has_told_of_it(
    store: Store, watch: Watch, small: Small, clock: Clock
) -> None:
    await watch.send_round()
    await _comes_out(store, watch, WayIn.STREAM, 1)
    await watch.check_round()
    assert small.deleted == []
    await _comes_out(store, watch, WayIn.POLL, 1)
    await watch.check_round()
    await watch.check_round()
    assert small.deleted == ["1"], "once"


async def test_a_post_that_nobody_saw_is_taken_away_when_it_is_due(
    store: Store, watch: Watch, small: Small, clock: Clock
) -> None:
    await watch.send_round()
    clock.pass_s(299)
    await watch.check_round()
    assert small.deleted == []
    clock.pass_s(1)
    await watch.check_round()
    assert small.deleted == ["1"]


async def test_taking_a_post_away_is_tried_again_while_the_server_is_down(
    store: Store, watch: Watch, small: Small, clock: Clock
) -> None:
    await watch.send_round()
    clock.pass_s(301)
    small.status["DELETE"] = 503
    await watch.check_round()
    small.status["DELETE"] = 200
    await watch.check_round()
    assert small.deleted == ["1"]


async def test_a_post_that_the_server_never_deletes_is_left_to_a_person(
    store: Store, watch: Watch, small: Small, clock: Clock
) -> None:
    await watch.send_round()
    clock.pass_s(301)
    small.status |= {"DELETE": 405, "GET": 200}
    await watch.check_round()
    async with store.session() as connection:
        assert await canaries.still_there(connection) == {(await _wire(watch)).server: 1}
    small.status["DELETE"] = 200
    await watch.check_round()
    assert small.deleted == []


async def test_a_server_that_is_watched_no_more_is_left_alone(
    store: Store, watch: Watch, small: Small, clock: Clock
) -> None:
    await watch.send_round()
    clock.pass_s(301)
    await _with(watch, None).check_round()
    assert small.deleted == []


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (("webhook",), Visibility.UNLISTED),
        (("webhook", "poll"), Visibility.PUBLIC),
        (("relay",), Visibility.PUBLIC),
    ],
    ids=["webhook", "both", "relay"],
)
def test_a_canary_is_as_public_as_it_must_be(ways: tuple[str, ...], expected: Visibility) -> None:
    assert visibility_for(ways) is expected


def test_the_next_minute_has_another_picture(clock: Clock) -> None:
    first = picture_at(clock())
    clock.pass_s(60)
    assert picture_at(clock()) != first
