"""A token with the least rights, by a person's own hand."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.plugins.servers.mastodon.oauth import sign_in
from tests.unit.plugins.servers.mastodon.shown import linked, sent

APP = {"client_id": "an-id", "client_secret": "a-secret"}


async def test_a_person_opens_an_address_and_the_code_becomes_a_token(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/apps").respond_with_json(APP)
    httpserver.expect_request("/oauth/token").respond_with_json({"access_token": "a-token-of-theirs"})
    async with linked(httpserver) as link:
        begun = await sign_in(link, canaries=False)
        assert await begun.finish(" the-code\n") == "a-token-of-theirs"
    query = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    form = sent(httpserver, "/oauth/token")
    assert (form["code"], form["client_secret"]) == ("the-code", "a-secret")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
    assert query["code_challenge"] == challenge.rstrip(b"=").decode()
    assert (query["code_challenge_method"], query["response_type"]) == ("S256", "code")
    assert query["redirect_uri"] == form["redirect_uri"] == "urn:ietf:wg:oauth:2.0:oob"
    assert "a-secret" not in begun.url


async def test_it_asks_for_no_right_that_it_does_not_need(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/apps").respond_with_json(APP)
    async with linked(httpserver) as link:
        plain = await sign_in(link, canaries=False)
        with_canaries = await sign_in(link, canaries=True)
    assert set(with_canaries.scopes) - set(plain.scopes) == {"write:media", "write:statuses"}
    assert not {"read", "write", "admin:read", "admin:write", "follow", "push"} & set(plain.scopes)
    assert parse_qs(urlsplit(plain.url).query)["scope"] == [" ".join(plain.scopes)]


@pytest.mark.parametrize(
    ("app", "status", "is_passing"), [({}, 200, False), (APP, 429, True), ({"error": "x"}, 422, False)]
)
async def test_a_server_that_registers_nobody_says_so(
    httpserver: HTTPServer, app: dict[str, str], status: int, is_passing: bool
) -> None:
    httpserver.expect_request("/api/v1/apps").respond_with_json(app, status=status)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError) as error:
            await sign_in(link, canaries=False)
    assert error.value.is_passing is is_passing


@pytest.mark.parametrize(("told", "status"), [({"error": "invalid_grant"}, 400), ({}, 200)])
async def test_a_wrong_code_gives_no_token(httpserver: HTTPServer, told: dict[str, str], status: int) -> None:
    httpserver.expect_request("/api/v1/apps").respond_with_json(APP)
    httpserver.expect_request("/oauth/token").respond_with_json(told, status=status)
    async with linked(httpserver) as link:
        begun = await sign_in(link, canaries=False)
        with pytest.raises(ServerError, match="no token for this code") as caught:
            await begun.finish("wrong")
    assert "begin again" in caught.value.hint
