"""What an address serves today: the same, something else, nothing, or nobody knows."""

import hashlib
import os
import time
from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from demo.federation.pictures import drawn
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.proofs import Seen
from leeward.model.signals import Signal
from leeward.net.client import Client
from leeward.net.wire import ClientSettings, FetchLimits
from leeward.pipeline.verify.seeing import Eyes, Known, Sight, compared, distance, perceptual
from tests.looking import lookers, reencoded

PDQ = "0f" * 32
PICTURE = drawn(1).content
KNOWN = Known(hashlib.sha256(PICTURE).digest(), (PDQ,), was_looked=True)
SETTINGS = ClientSettings("Leeward tests", allowed=("127.0.0.1", "::1", "localhost"))
LIMITS = FetchLimits(most_bytes=1 << 20, seconds=60, idle_s=60)  # never reached, however busy the machine
HASTY = FetchLimits(most_bytes=1 << 20, seconds=0.6, idle_s=0.5)
Respond = Callable[[Request], Response]


async def _seen(
    httpserver: HTTPServer, respond: Respond, known: Known = KNOWN, limits: FetchLimits = LIMITS
) -> Sight:
    httpserver.expect_request("/media").respond_with_handler(respond)
    async with Client(SETTINGS) as client:
        eyes = Eyes(client, limits, _unsupported, lambda size: b"\x07" * size)
        return await eyes.served(httpserver.url_for("/media"), known)


async def _unsupported(fd: int) -> Finding:
    os.close(fd)
    return Finding(Look.UNSUPPORTED, "no such media", 9, None)


@pytest.mark.parametrize(
    ("status", "known", "seen"),
    [
        (404, KNOWN, Seen.GONE),
        (410, Known(), Seen.GONE),
        (403, KNOWN, Seen.GONE),
        (451, KNOWN, Seen.GONE),
        (403, Known(), Seen.UNKNOWN),
        (401, KNOWN, Seen.UNKNOWN),
        (429, KNOWN, Seen.UNKNOWN),
        (500, KNOWN, Seen.UNKNOWN),
        (503, KNOWN, Seen.UNKNOWN),
    ],
)
async def test_a_status_means_what_it_means(
    httpserver: HTTPServer, status: int, known: Known, seen: Seen
) -> None:
    found, detail = await _seen(httpserver, lambda _: Response(status=status), known)
    assert found is seen
    assert "127.0.0.1" not in detail


async def test_a_cache_that_forgot_does_not_hide_what_the_server_still_has(httpserver: HTTPServer) -> None:
    def respond(request: Request) -> Response:
        assert request.headers["Pragma"] == "no-cache"
        assert "no-cache" in request.headers["Cache-Control"]
        return Response(PICTURE) if request.args.get("nocache") == "07" * 8 else Response(status=404)

    assert (await _seen(httpserver, respond))[0] is Seen.STILL_THERE


async def test_a_cache_that_still_serves_it_counts(httpserver: HTTPServer) -> None:
    def respond(request: Request) -> Response:
        return Response(status=404) if request.args else Response(PICTURE)

    assert (await _seen(httpserver, respond))[0] is Seen.STILL_THERE


async def test_one_answer_that_is_not_known_leaves_it_unknown(httpserver: HTTPServer) -> None:
    def respond(request: Request) -> Response:
        return Response(status=503 if request.args else 404)

    assert (await _seen(httpserver, respond))[0] is Seen.UNKNOWN


async def test_what_is_too_large_too_slow_or_not_to_be_asked_is_unknown(httpserver: HTTPServer) -> None:
    def slow(_: Request) -> Response:
        time.sleep(0.8)
        return Response(PICTURE)

    assert (await _seen(httpserver, lambda _: Response(b"x" * (2 << 20))))[0] is Seen.UNKNOWN
    httpserver.clear()
    assert (await _seen(httpserver, slow, limits=HASTY))[0] is Seen.UNKNOWN
    async with Client(ClientSettings("Leeward tests")) as client:
        eyes = Eyes(client, LIMITS, _unsupported, os.urandom)
        for url in ("http://127.0.0.1:9/media", "http://no-such.invalid/media", "not an address"):
            assert (await eyes.served(url, KNOWN))[0] is Seen.UNKNOWN


async def test_a_page_that_says_not_found_with_200_is_not_the_picture(httpserver: HTTPServer) -> None:
    assert (await _seen(httpserver, lambda _: Response("not found")))[0] is Seen.GONE
    httpserver.clear()
    assert (await _seen(httpserver, lambda _: Response(b"")))[0] is Seen.GONE


def _looked(value: str, look: Look = Look.LOOKED) -> Finding:
    reason = None if look is Look.LOOKED else "cut short"
    return Finding(look, reason, 9, "image/png", (Signal("pdq", value), Signal("md5", "00" * 16)))


@pytest.mark.parametrize(
    ("bits", "seen"), [(0, Seen.STILL_THERE), (31, Seen.STILL_THERE), (32, Seen.GONE), (256, Seen.GONE)]
)
def test_a_picture_is_the_same_up_to_the_usual_limit(bits: int, seen: Seen) -> None:
    other = f"{int(PDQ, 16) ^ ((1 << bits) - 1):064x}"
    assert distance(PDQ, other) == bits
    assert compared(_looked(other), KNOWN)[0] is seen


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (_looked(PDQ), Known()),
        (Finding(Look.UNREADABLE, "broken", 9, None), KNOWN),
        (Finding(Look.LOOKED, None, 9, "video/mp4"), KNOWN),
        (_looked(PDQ), Known(b"1" * 32, (), was_looked=True)),
        (_looked("f0" * 32, Look.UNREADABLE), KNOWN),
    ],
    ids=["never looked at", "unreadable", "nothing to compare", "nothing was kept", "only in part"],
)
def test_what_cannot_be_compared_is_unknown(found: Finding, known: Known) -> None:
    assert compared(found, known)[0] is Seen.UNKNOWN


def test_only_perceptual_values_are_compared() -> None:
    assert perceptual([("pdq", PDQ), ("md5", "00" * 16), ("vpdq", PDQ), ("pdq", "ab")]) == (PDQ, PDQ)


async def test_the_sandbox_tells_the_same_picture_from_another_one(httpserver: HTTPServer) -> None:
    contents = {"same": PICTURE, "smaller": reencoded(PICTURE), "other": drawn(7).content, "page": b"<html>"}
    for name, content in contents.items():
        httpserver.expect_request(f"/{name}").respond_with_data(content)
    async with lookers() as sandbox, Client(SETTINGS) as client:
        eyes = Eyes(client, FetchLimits(), sandbox.look, os.urandom)
        fetched = await client.fetch(httpserver.url_for("/same"), FetchLimits())
        values = perceptual((one.kind, one.value) for one in (await sandbox.look(fetched.fd)).signals)
        known = Known(bytes.fromhex(fetched.sha256), values, was_looked=True)
        seen = {name: (await eyes.served(httpserver.url_for(f"/{name}"), known))[0] for name in contents}
    assert seen == {
        "same": Seen.STILL_THERE,
        "smaller": Seen.STILL_THERE,
        "other": Seen.GONE,
        "page": Seen.GONE,
    }


async def test_bytes_are_unknown_unless_somebody_can_look_into_the_storage() -> None:
    class Folder:
        async def bytes_gone(self, _: str) -> Seen:
            return Seen.GONE

    async with Client(SETTINGS) as client:
        blind = Eyes(client, LIMITS, _unsupported, os.urandom)
        assert (await blind.stored("https://home.example/1"))[0] is Seen.UNKNOWN
        eyes = Eyes(client, LIMITS, _unsupported, os.urandom, Folder())
        assert (await eyes.stored("https://home.example/1"))[0] is Seen.GONE
