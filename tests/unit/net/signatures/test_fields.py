"""Heads are read as they were sent."""

from datetime import UTC, datetime

import pytest

from leeward.model.errors import BadSignature
from leeward.net.signatures.fields import Fields, moment, octets, target


def test_duplicates_are_seen_and_joined_in_order() -> None:
    fields = Fields([("X-A", "1"), ("x-a", " 2 "), ("B", "")])
    assert fields.joined("x-a") == "1, 2"
    assert fields.one("b") == ""
    assert fields.has("b")
    assert not fields.has("B")
    with pytest.raises(BadSignature):
        fields.one("x-a")
    with pytest.raises(BadSignature):
        fields.joined("c")


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://us.example", "us.example", "/"),
        ("https://us.example/", "us.example", "/"),
        ("https://US.example:8443/a%2Fb?c=%2B", "us.example:8443", "/a%2Fb?c=%2B"),
        ("https://us.example?a", "us.example", "/?a"),
        ("http://[::1]:80/a#b", "[::1]:80", "/a"),
    ],
    ids=["bare", "root", "escapes stay", "only a query", "a fragment"],
)
def test_an_address_is_taken_apart_without_changing_it(url: str, authority: str, path: str) -> None:
    found = target("get", url)
    assert (found.method, found.authority, found.path) == ("GET", authority, path)
    assert found.url == f"{found.scheme}://{authority}{path}"


@pytest.mark.parametrize(
    ("method", "has_body"), [("get", False), ("HEAD", False), ("POST", True), ("x", True)]
)
def test_methods_that_change_something_have_a_body(method: str, has_body: bool) -> None:
    assert target(method, "https://us.example/").has_body is has_body


def test_a_time_that_no_calendar_has_is_refused() -> None:
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)
    for seconds in (1e15, -1e15, float("inf"), float("nan")):
        with pytest.raises(BadSignature):
            moment(seconds)


def test_letters_that_no_header_has_are_refused() -> None:
    assert octets("é") == b"\xe9"
    with pytest.raises(BadSignature):
        octets("€")
