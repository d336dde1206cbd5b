"""Asks servers for what they are the origin of."""

from datetime import timedelta

import pytest

from demo.federation.serving import Serving
from leeward.model.errors import NotFetched
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.pipeline.ingest.relay.origins import Origins
from tests.unit.pipeline.ingest.relay.stage import IDENTITY, Actor, Clock


def _client(*allowed: str) -> Client:
    return Client(ClientSettings("tests", allowed or ("127.0.0.1",)))


def _moved(to: str) -> Serving:
    return Serving(b"", status=302, headers={"Location": to})


async def test_it_asks_past_caches_and_first_without_a_name(carol: Actor) -> None:
    note = carol.note("a bridge")
    async with _client() as client:
        answer = await Origins(client, IDENTITY, Clock()).get(note["id"])
    assert (answer.status, answer.url) == (200, note["id"])
    (asked,) = carol.site.fetched
    assert asked.headers["cache-control"] == "no-cache"
    assert "signature" not in asked.headers


async def test_a_server_that_asks_who_we_are_is_told(carol: Actor) -> None:
    """Mastodon's secure mode."""
    note = carol.note("a bridge")
    carol.site.guard = lambda request: f'keyId="{IDENTITY.key_id}"' in request.headers.get("signature", "")
    async with _client() as client:
        answer = await Origins(client, IDENTITY, Clock()).get(note["id"])
    assert answer.status == 200
    assert len(carol.site.fetched) == 2


async def test_a_server_may_lead_around_in_itself_and_nowhere_else(carol: Actor) -> None:
    note = carol.note("a bridge")
    path = note["id"].removeprefix(carol.url)
    here = {f"/{number}": to for number, to in enumerate((path, note["id"]))}
    away = ["http://localhost:9/", "//elsewhere.example/", "http://127.0.0.1:1/", "gopher://x/", "", "/loop"]
    for start, to in here.items():
        carol.serve(f"{carol.url}{start}", _moved(to))
    async with _client() as client:
        origins = Origins(client, IDENTITY, Clock())
        for start in here:
            assert (await origins.get(f"{carol.url}{start}")).status == 200
        for to in away:
            carol.serve(f"{carol.url}/loop", _moved(to))
            with pytest.raises(NotFetched) as caught:
                await origins.get(f"{carol.url}/loop")
            assert not caught.value.is_passing


async def test_a_server_that_does_not_answer_is_left_alone_for_five_minutes() -> None:
    clock = Clock()
    async with _client() as client:
        origins = Origins(client, IDENTITY, clock)
        for turned, reason in (
            (0, "connection"),
            (4, "a moment ago"),
            (6, "connection"),
            (10, "a moment ago"),
        ):
            clock.turned = timedelta(minutes=turned)
            with pytest.raises(NotFetched, match=reason) as caught:
                await origins.get("http://127.0.0.1:1/")
            assert caught.value.is_passing


@pytest.mark.parametrize("status", [404, 429, 500, 503])
async def test_a_server_that_answers_badly_is_not_left_alone(carol: Actor, status: int) -> None:
    url = carol.serve(f"{carol.url}/bad", Serving(b"", status=status))
    async with _client() as client:
        origins = Origins(client, IDENTITY, Clock())
        assert [(await origins.get(url)).status for _ in range(2)] == [status, status]


async def test_a_refused_address_pauses_nobody(carol: Actor) -> None:
    async with _client("192.0.2.1") as client:
        origins = Origins(client, IDENTITY, Clock())
        for _ in range(2):
            with pytest.raises(NotFetched, match="not allowed"):
                await origins.get(carol.id)
