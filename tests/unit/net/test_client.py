"""The client gets what is there, within its limits, and says in our words why it did not."""

import asyncio
import gzip
import hashlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import web

from leeward.model.errors import NotFetched
from leeward.model.look import Look
from leeward.net.client import Client
from leeward.net.events import ServerEvent
from leeward.net.wire import ClientSettings, FetchLimits, Request, StreamLimits
from tests.unit.net.servers import answer, saying, secured, speaking

T = TypeVar("T")
LIMITS = FetchLimits(most_bytes=100_000, seconds=5.0, idle_s=2.0)
HOME = ("127.0.0.0/8",)
PICTURE = bytes(range(256)) * 200


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(ClientSettings("leeward/test (+mailto:a@example.org)", HOME)) as client:
        yield client


async def refused(client: Client, url: str, limits: FetchLimits = LIMITS) -> NotFetched:
    with pytest.raises(NotFetched) as error:
        await client.fetch(url, limits)
    assert "127.0.0.1" not in str(error.value)
    assert error.value.__cause__ is None  # its words carry the address
    return error.value


async def test_a_media_comes_whole_into_sealed_memory_and_is_hashed(client: Client) -> None:
    heads: list[bytes] = []
    said = answer(PICTURE, "200 OK", "Content-Type: Image/PNG; charset=x")
    async with speaking(saying(said), heads) as home:
        got = await client.fetch(f"{home}/a.png", LIMITS, {"X-Mine": "1"})
    with os.fdopen(got.fd, "rb") as file:
        assert file.read() == PICTURE
    assert (got.size, got.status, got.media_type) == (len(PICTURE), 200, "image/png")
    assert got.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert b"User-Agent: leeward/test (+mailto:a@example.org)\r\n" in heads[0]
    assert b"Accept-Encoding: identity\r\n" in heads[0]
    assert b"X-Mine: 1" in heads[0]


async def test_a_page_instead_of_a_picture_is_delivered_for_its_content_decides(client: Client) -> None:
    async with speaking(saying(answer(b"<html>", "200 OK", "Content-Type: text/html"))) as home:
        got = await client.fetch(home, LIMITS)
    os.close(got.fd)
    assert got.media_type == "text/html"


STATUSES = [
    ("404 Not Found", Look.VANISHED, False, None),
    ("410 Gone", Look.VANISHED, False, None),
    ("401 Unauthorized", Look.UNREACHABLE, False, None),
    ("403 Forbidden", Look.UNREACHABLE, False, None),
    ("204 No Content", Look.UNREACHABLE, False, None),
    ("206 Partial Content", Look.UNREACHABLE, False, None),
    ("304 Not Modified", Look.UNREACHABLE, False, None),
    ("500 Internal Server Error", Look.UNREACHABLE, True, None),
    ("503 Service Unavailable", Look.UNREACHABLE, True, 7.0),
    ("429 Too Many Requests", Look.UNREACHABLE, True, 7.0),
]


@pytest.mark.parametrize(("status", "look", "is_passing", "wait"), STATUSES, ids=[s[0] for s in STATUSES])
async def test_each_status_has_a_look_and_a_plan(
    client: Client, status: str, look: Look, is_passing: bool, wait: float | None
) -> None:
    headers = ["Retry-After: 7"] if wait else []
    async with speaking(saying(answer(b"", status, *headers))) as home:
        error = await refused(client, home)
    assert (error.look, error.is_passing, error.retry_after_s) == (look, is_passing, wait)


BOMB = gzip.compress(bytes(50_000_000))
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LIES = {
    "a gigabyte declared": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", Look.TOO_LARGE),
    "a gigabyte undeclared": (b"HTTP/1.1 200 OK\r\n\r\n" + bytes(200_000), Look.TOO_LARGE),
    "a gigabyte in chunks": (CHUNKED + b"fffff\r\n" + bytes(0xFFFFF) + b"\r\n", Look.TOO_LARGE),
    "a bomb": (answer(BOMB, "200 OK", "Content-Encoding: gzip"), Look.TOO_LARGE),
    "a broken packing": (answer(b"xx", "200 OK", "Content-Encoding: gzip"), Look.UNREACHABLE),
    "a packing cut short": (
        answer(gzip.compress(PICTURE)[:99], "200 OK", "Content-Encoding: gzip"),
        Look.UNREACHABLE,
    ),
    "two packings": (answer(b"xx", "200 OK", "Content-Encoding: gzip, br"), Look.UNSUPPORTED),
    "no HTTP": (b"220 mail.example ESMTP\r\n\r\n", Look.UNREACHABLE),
    "a header without colon": (b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", Look.UNREACHABLE),
    "an endless header": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, Look.UNREACHABLE),
    "thousands of headers": (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 5000 + b"\r\n", Look.UNREACHABLE),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", Look.UNREACHABLE),
    "a negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nab", Look.UNREACHABLE),
    "a chunk of no size": (CHUNKED + b"zz\r\nab\r\n", Look.UNREACHABLE),
    "a status of letters": (b"HTTP/1.1 abc OK\r\n\r\n", Look.UNREACHABLE),
    "null bytes": (bytes(100) + b"\r\n\r\n", Look.UNREACHABLE),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_server_that_lies_costs_only_this_media(client: Client, lie: str) -> None:
    said, look = LIES[lie]

    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    async with speaking(speech) as home:
        error = await refused(client, home)
    assert error.look is look


async def test_what_was_not_fetched_leaves_nothing_open(client: Client) -> None:
    async with speaking(saying(CHUNKED + b"10000\r\n" + bytes(65536))) as home:
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(20):
            await refused(client, home, FetchLimits(most_bytes=65_000))
        assert len(os.listdir("/proc/self/fd")) < before + 10


async def test_an_endless_body_ends_at_the_limit(client: Client) -> None:
    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(65536))
            await writer.drain()

    async with speaking(speech) as home:
        assert (await refused(client, home)).look is Look.TOO_LARGE


async def test_a_slow_drip_ends_with_the_time(client: Client) -> None:
    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.02)

    async with speaking(speech) as home:
        error = await refused(client, home, FetchLimits(seconds=0.3, idle_s=0.2))
    assert (error.look, error.is_passing) == (Look.TIMED_OUT, True)


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"], ids=["at once", "inside"]
)
async def test_silence_ends_with_the_idle_time(client: Client, said: bytes) -> None:
    async with speaking(saying(said)) as home:
        error = await refused(client, home, FetchLimits(seconds=9.0, idle_s=0.1))
    assert (error.look, error.is_passing) == (Look.TIMED_OUT, True)


async def test_a_body_cut_short_is_worth_another_try(client: Client) -> None:
    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(PICTURE)[:1000])
        await writer.drain()
        writer.transport.abort()

    async with speaking(speech) as home:
        error = await refused(client, home)
    assert (error.look, error.is_passing) == (Look.UNREACHABLE, True)


async def test_a_reset_kept_connection_is_asked_once_more(client: Client) -> None:
    """Every second request on a connection is reset, and several such connections are kept."""
    seen: dict[asyncio.StreamWriter, int] = {}

    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        seen[writer] = seen.get(writer, 0) + 1
        if seen[writer] > 1:
            writer.transport.abort()
            return
        await asyncio.sleep(0.02)
        writer.write(answer(b"x"))

    async with speaking(speech) as home:
        for _ in range(3):
            got = await asyncio.gather(*(client.fetch(home, LIMITS) for _ in range(4)))
            for one in got:
                os.close(one.fd)
    assert max(seen.values()) == 2  # it did reuse connections


async def test_a_post_never_rides_a_kept_connection(client: Client) -> None:
    writers: list[asyncio.StreamWriter] = []

    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(answer(b"{}"))

    async with speaking(speech) as home:
        for method in ("GET", "POST", "GET", "POST"):
            await client.call(Request(method, home))
    assert len(set(writers)) == 3
    assert writers[0] is writers[2]


async def test_a_post_that_breaks_is_not_sent_again(client: Client) -> None:
    heads: list[bytes] = []

    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with speaking(speech, heads) as home:
        with pytest.raises(NotFetched) as error:
            await client.call(Request("POST", home, body=b"x"))
    assert error.value.is_passing
    assert len(heads) == 1


INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://0x7f.1:{port}/",
    "http://2130706433:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://①②7.0.0.1:{port}/",
    "http://169.254.169.254/latest/meta",
    "http://[fe80::1%25lo]:{port}/",
    "file:///etc/passwd",
    "http://name:word@127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "http://127.0.0.1:99999/",
    "http://",
    "",
    "http://exa mple.org:{port}/\r\nX: y",
]


@pytest.mark.parametrize("address", INSIDE)
async def test_nothing_inside_is_ever_connected(address: str) -> None:
    heads: list[bytes] = []
    async with (
        speaking(saying(answer(b"x")), heads) as home,
        Client(ClientSettings("leeward/test")) as client,
    ):
        error = await refused(client, address.format(port=home.rpartition(":")[2]))
    assert not heads
    assert error.look in {Look.UNSUPPORTED, Look.UNREACHABLE}
    assert not error.is_passing or "exa mple" in address


REDIRECTS = [address for address in INSIDE if address not in {"", "http://[fe80::1%25lo]:{port}/"}]


@pytest.mark.parametrize("address", REDIRECTS)
async def test_no_redirect_leads_inside(address: str) -> None:
    heads: list[bytes] = []
    inside = speaking(saying(answer(b"x")), heads)
    async with inside as home:
        target = address.format(port=home.rpartition(":")[2]).encode("latin-1", "ignore").split(b"\r")[0]
        moved = b"HTTP/1.1 302 Found\r\nLocation: " + target + b"\r\n\r\n"
        async with speaking(saying(moved)) as outside:
            allowed = (outside.removeprefix("http://"),)
            async with Client(ClientSettings("leeward/test", allowed)) as client:
                error = await refused(client, outside)
    assert not heads
    assert error.look in {Look.UNSUPPORTED, Look.UNREACHABLE}


@pytest.mark.parametrize("may_downgrade", [False, True])
async def test_a_secure_connection_stays_secure_unless_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, may_downgrade: bool
) -> None:
    tls = secured(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    settings = ClientSettings("leeward/test", HOME, may_downgrade=may_downgrade)
    async with (
        speaking(saying(answer(b"x"))) as plain,
        speaking(saying(answer(b"", "302 Found", f"Location: {plain}/")), tls=tls) as secure,
        Client(settings) as client,
    ):
        if may_downgrade:
            os.close((await client.fetch(secure, LIMITS)).fd)
        else:
            error = await refused(client, secure)
            assert (error.look, error.is_passing) == (Look.UNSUPPORTED, False)


async def test_a_certificate_that_nobody_trusts_is_no_connection(client: Client, tmp_path: Path) -> None:
    async with speaking(saying(answer(b"x")), tls=secured(tmp_path)) as secure:
        error = await refused(client, secure)
    assert (error.look, error.reason, error.is_passing) == (Look.UNREACHABLE, "no secure connection", True)


async def test_a_host_that_is_allowed_by_name_leads_nowhere_else() -> None:
    heads: list[bytes] = []
    async with speaking(saying(answer(b"x")), heads) as inside:
        moved = answer(b"", "302 Found", f"Location: {inside}/")
        async with speaking(saying(moved)) as outside:
            port = outside.rpartition(":")[2]
            async with Client(ClientSettings("leeward/test", (f"localhost:{port}",))) as client:
                error = await refused(client, f"http://localhost:{port}/")
    assert (error.look, error.reason) == (Look.UNSUPPORTED, "address not allowed")
    assert not heads


async def test_three_redirects_are_followed_and_not_a_fourth(client: Client) -> None:
    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        left = int(head.split()[1].strip(b"/"))
        moved = answer(b"", "307 Temporary Redirect", f"Location: /{left - 1}")
        writer.write(moved if left else answer(b"x"))

    async with speaking(speech) as home:
        os.close((await client.fetch(f"{home}/3", LIMITS)).fd)
        error = await refused(client, f"{home}/4")
    assert (error.look, error.reason) == (Look.UNREACHABLE, "more than 3 redirects")


async def test_what_is_ours_does_not_travel_to_another_server(client: Client) -> None:
    heads: list[bytes] = []
    async with speaking(saying(answer(b"x")), heads) as other:
        moved = answer(b"", "302 Found", f"Location: {other}/")
        async with speaking(saying(moved), heads) as home:
            headers = {"authorization": "Bearer x", "Signature": "y", "X-Other": "z"}
            limits = FetchLimits(redirects=1)
            got = await client.call(Request("GET", home, headers, limits=limits))
    assert got.url == f"{other}/"
    assert b"Bearer x" in heads[0]
    assert b"Bearer x" not in heads[1]
    assert b"Signature" not in heads[1]
    assert b"X-Other: z" in heads[1]


async def test_no_cookie_is_kept(client: Client) -> None:
    heads: list[bytes] = []
    async with speaking(saying(answer(b"x", "200 OK", "Set-Cookie: a=b")), heads) as home:
        for _ in range(2):
            await client.call(Request("GET", home))
    assert b"Cookie" not in heads[1]


async def test_no_proxy_is_taken_from_the_environment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with speaking(saying(answer(b"x"))) as home:
        assert (await client.call(Request("GET", home))).body == b"x"


async def test_a_call_gives_back_every_status_with_its_body_and_wait(client: Client) -> None:
    said = answer(b'{"error":"x"}', "429 Too Many Requests", "Retry-After: 3", "X-Some: y")
    async with speaking(saying(said)) as home:
        got = await client.call(Request("PUT", f"{home}/a?b=c", body=b"{}"))
    assert (got.status, got.body, got.retry_after_s) == (429, b'{"error":"x"}', 3.0)
    assert got.headers["x-some"] == "y"
    assert got.url == f"{home}/a?b=c"


async def test_a_call_follows_no_redirect_unless_told(client: Client) -> None:
    async with speaking(saying(answer(b"", "302 Found", "Location: /b"))) as home:
        got = await client.call(Request("GET", home))
        posted = await client.call(Request("POST", home, limits=LIMITS))
    assert (got.status, got.headers["Location"]) == (302, "/b")
    assert posted.status == 302


async def test_a_head_may_tell_of_more_than_may_be_fetched(client: Client) -> None:
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\nContent-Encoding: gzip\r\n\r\n"
    async with speaking(saying(said)) as home:
        got = await client.call(Request("HEAD", home))
    assert (got.status, got.body) == (200, b"")


async def test_an_answer_larger_than_asked_for_is_not_held(client: Client) -> None:
    async with speaking(saying(answer(bytes(11)))) as home:
        with pytest.raises(NotFetched) as error:
            await client.call(Request("GET", home, limits=FetchLimits(most_bytes=10)))
    assert error.value.look is Look.TOO_LARGE


async def test_a_header_that_would_break_the_request_is_not_sent(client: Client) -> None:
    heads: list[bytes] = []
    async with speaking(saying(answer(b"x")), heads) as home:
        with pytest.raises(NotFetched) as error:
            await client.call(Request("GET", home, {"X-A": "a\r\nX-B: b"}))
    assert error.value.look is Look.UNSUPPORTED
    assert not heads


async def test_nobody_listening_is_worth_another_try(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = await refused(client, f"http://127.0.0.1:{port}/")
    assert (error.look, error.reason, error.is_passing) == (Look.UNREACHABLE, "no connection", True)


async def heard(stream: AsyncIterator[T], told: list[T]) -> NotFetched:
    """Listen until the end, which is always an error."""
    try:
        async with asyncio.timeout(5):
            async for one in stream:
                told.append(one)  # noqa: PERF401 - what came before the error counts
    except NotFetched as error:
        return error
    raise AssertionError("the stream ended without a word")


async def test_events_come_until_the_stream_ends(client: Client) -> None:
    heads: list[bytes] = []

    async def speech(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n:)\n\n")
        for part in (b"event: upd", b"ate\ndata: {", b"}\n\ndata: lost"):
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.close()

    told: list[ServerEvent] = []
    async with (
        speaking(speech, heads) as home,
        aclosing(client.events(home, {"Authorization": "x"})) as events,
    ):
        error = await heard(events, told)
    assert [(event.kind, event.data) for event in told] == [("update", "{}")]
    assert error.is_passing
    assert b"Accept: text/event-stream" in heads[0]


async def test_a_silent_stream_is_dead(client: Client) -> None:
    said = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:thump\n"
    async with speaking(saying(said)) as home:
        error = await heard(client.events(home, limits=StreamLimits(idle_s=0.1)), [])
    assert (error.look, error.is_passing) == (Look.TIMED_OUT, True)


@pytest.mark.parametrize(
    ("said", "is_passing"),
    [
        (answer(b"", "401 No"), False),
        (answer(b"", "503 Later"), True),
        (answer(b"<html>"), False),
        (answer(b"x", "200 OK", "Content-Type: text/event-stream", "Content-Encoding: gzip"), False),
    ],
    ids=["refused", "later", "a page", "packed"],
)
async def test_what_is_no_stream_is_told(client: Client, said: bytes, is_passing: bool) -> None:
    async with speaking(saying(said)) as home, aclosing(client.events(home)) as events:
        with pytest.raises(NotFetched) as error:
            await anext(events)
    assert error.value.is_passing is is_passing


@pytest.fixture
async def talker() -> AsyncIterator[str]:
    async def talk(request: web.Request) -> web.StreamResponse:
        if request.path == "/moved":
            raise web.HTTPFound("/")
        if request.path == "/closed":
            raise web.HTTPUnauthorized
        talk = web.WebSocketResponse(autoping=request.path != "/dead")
        await talk.prepare(request)
        async for message in talk:
            if message.data == "drop":
                assert request.transport
                request.transport.abort()
                break
            await talk.send_str(message.data * (1000 if message.data == "big" else 1))
        return talk

    app = web.Application()
    app.router.add_get("/{any:.*}", talk)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"ws://{host}:{port}"
    await runner.cleanup()


SOCKET = StreamLimits(idle_s=0.3, most_bytes=100)


TALKS = {
    "dropped": ("/", ["hello", "you", "drop"], ["hello", "you"]),
    "a message too large": ("/", ["big"], []),
    "no pong": ("/dead", ["hello"], ["hello"]),
    "moved": ("/moved", [], []),
    "not allowed": ("/closed", [], []),
}


@pytest.mark.parametrize("talk", TALKS)
async def test_a_socket_talks_until_it_ends(client: Client, talker: str, talk: str) -> None:
    path, first, expected = TALKS[talk]
    told: list[str] = []
    error = await heard(client.socket(talker + path, first=first, limits=SOCKET), told)
    assert told == expected
    assert error.look is Look.UNREACHABLE
    assert error.is_passing == (path not in {"/moved", "/closed"})


async def test_a_socket_that_lives_outlasts_its_idle_time(client: Client, talker: str) -> None:
    async with aclosing(client.socket(talker, first=["hi"], limits=SOCKET)) as messages:
        assert await anext(messages) == "hi"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(messages), 0.7)


async def test_a_socket_leads_nowhere_inside(talker: str) -> None:
    async with Client(ClientSettings("leeward/test")) as client:
        with pytest.raises(NotFetched) as error:
            await anext(client.socket(talker))
    assert error.value.reason == "address not allowed"
