"""Who the relay is, and whom it lets speak."""

import pytest

from leeward.pipeline.ingest.relay.identity import Settings, same_server
from tests.unit.pipeline.ingest.relay.stage import IDENTITY

CONNECTED = {"m.example", "m.example:8443", "xn--mnchen-3ya.example"}


@pytest.mark.parametrize(
    ("uri", "domain"),
    [
        ("https://m.example/users/alice#main-key", "m.example"),
        ("https://M.Example:443/", "m.example"),
        ("https://m.example:8443/", "m.example:8443"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("https://m.example:9/", None),
        ("https://m.example.evil.example/", None),
        ("https://m.example@evil.example/", None),
        ("http://m.example/", None),
        ("acct:alice@m.example", None),
        ("", None),
    ],
)
def test_only_connected_servers_have_a_domain(uri: str, domain: str | None) -> None:
    assert Settings(IDENTITY, CONNECTED.__contains__).domain(uri) == domain


def test_plain_http_must_be_wanted() -> None:
    settings = Settings(IDENTITY, CONNECTED.__contains__, may_be_plain=True)
    assert settings.domain("http://m.example/") == "m.example"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://m.example/a", "https://m.example:443/b#c", True),
        ("https://m.example/a", "http://m.example/a", False),
        ("https://m.example/a", "https://m.example:8443/a", False),
        ("https://m.example/a", "https://n.example/a", False),
        ("https://m.example/a", "nowhere", False),
    ],
)
def test_a_server_is_a_scheme_a_host_and_a_port(one: str, other: str, same: bool) -> None:
    assert same_server(one, other) is same
    assert same_server(other, one) is same


def test_its_key_is_never_shown() -> None:
    assert "RSA" not in repr(IDENTITY)
    assert IDENTITY.key_id.startswith(IDENTITY.actor)
