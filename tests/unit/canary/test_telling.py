"""Telling people: by a webhook and by mail, each over a real connection."""

import json
from collections.abc import AsyncIterator
from email import message_from_bytes, policy

import pytest
from pytest_httpserver import HTTPServer

from leeward.canary.telling import channels
from leeward.config import Alarm
from leeward.model.errors import NotSent
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.store.watch.alarms import Untold
from tests.stores import START
from tests.unit.net.test_mail import Post, taking

RED = Untold("canary.3.poll", "webhook", "m.example: canaries through poll are missed", START, False)
OVER = Untold("canary.3.poll", "webhook", "m.example: canaries through poll are missed", START, True)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(ClientSettings("Leeward/test", allowed=("127.0.0.1",))) as client:
        yield client


@pytest.mark.parametrize(("alarm", "state"), [(RED, "open"), (OVER, "over")], ids=["open", "over"])
async def test_a_webhook_gets_an_alarm_as_json(
    httpserver: HTTPServer, client: Client, alarm: Untold, state: str
) -> None:
    httpserver.expect_oneshot_request("/alarms", method="POST").respond_with_data("", 204)
    tell = channels(Alarm(webhook=httpserver.url_for("/alarms")), client)["webhook"]
    await tell(alarm, START)
    request, _ = httpserver.log[0]
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.get_data()) == {
        "alarm": "canary.3.poll",
        "state": state,
        "said": "m.example: canaries through poll are missed",
        "since": "2026-05-01T12:00:00+00:00",
        "at": "2026-05-01T12:00:00+00:00",
    }


async def test_a_webhook_that_refuses_was_not_told(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/alarms").respond_with_data("", 500)
    url = httpserver.url_for("/alarms")
    with pytest.raises(NotSent, match="it answers 500") as caught:
        await channels(Alarm(webhook=url), client)["webhook"](RED, START)
    assert url not in caught.value.message


async def test_a_private_address_must_be_allowed(httpserver: HTTPServer) -> None:
    async with Client(ClientSettings("Leeward/test")) as client:
        with pytest.raises(NotSent) as caught:
            await channels(Alarm(webhook=httpserver.url_for("/")), client)["webhook"](RED, START)
    assert "net.allow_private" in caught.value.hint


async def test_a_mail_server_that_is_not_there_was_not_told(client: Client) -> None:
    settings = Alarm(mail_to=("a@example.org",), smtp_port=1)
    with pytest.raises(NotSent, match="no connection"):
        await channels(settings, client)["mail"](RED, START)


async def test_a_mail_says_what_since_when_and_where_to_look(client: Client) -> None:
    post = Post()
    async with taking(post) as server:
        settings = Alarm(mail_to=("a@us.example",), smtp_port=server.port)
        tell = channels(settings, client)["mail"]
        await tell(RED, START)
        await tell(OVER, START)
    first, second = (message_from_bytes(mail, policy=policy.default) for mail in post.mails)
    assert first["Subject"] == "Leeward: m.example: canaries through poll are missed"
    assert second["Subject"] == "Leeward: over: m.example: canaries through poll are missed"
    assert first["From"] == first["To"] == "a@us.example", "without mail_from the first receiver sends"
    text = first.get_content()
    for said in ("2026-05-01 12:00 UTC", "canary.3.poll", "open", "leeward status"):
        assert said in text


async def test_only_what_is_configured_is_a_channel(client: Client) -> None:
    assert dict(channels(Alarm(), client)) == {}
    both = Alarm(webhook="https://alarms.example", mail_to=("a@example.org",))
    assert set(channels(both, client)) == {"webhook", "mail"}
