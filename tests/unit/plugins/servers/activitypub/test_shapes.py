"""The loose shapes of ActivityPub."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from leeward.model.findings import Json
from leeward.plugins.servers.activitypub import shapes
from tests.unit.plugins.servers.activitypub.shown import hostile

GOOD = "https://m.example/users/alice#main-key"


@pytest.mark.parametrize(
    ("value", "read"),
    [(None, []), ([], []), ("a", ["a"]), (["a", "b"], ["a", "b"]), ({"a": 1}, [{"a": 1}])],
)
def test_one_is_a_list_of_one(value: Json, read: list[Json]) -> None:
    assert shapes.many(value) == read


def test_an_endless_list_is_cut() -> None:
    assert len(shapes.many(["a"] * 5000)) == shapes.MOST


@pytest.mark.parametrize(
    "value",
    [
        "ftp://m.example/a",
        "data:image/png;base64,aaaa",
        "javascript:alert(1)",
        "/users/alice",
        "https://user:word@m.example/",
        "https://m.example/a b",
        "https://m.example/\x00",
        "https://m.example/\ud800",
        "https://m.example/\u2028",
        "https://m.example\\@evil.example/",
        "https://m.example/" + "a" * 3000,
        "https://",
        "http://m.example:0/",
        7,
        None,
        ["https://m.example/"],
    ],
    ids=str,
)
def test_what_another_parser_could_read_differently_is_no_address(value: Json) -> None:
    assert shapes.web(value) is None


@pytest.mark.parametrize("value", [GOOD, "http://127.0.0.1:9101/alice", "https://m.example/ß?a=b"])
def test_an_address_is_kept_letter_by_letter(value: str) -> None:
    assert shapes.web(value) == value
    assert shapes.uri({"id": value}) == value


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2026-11-22T02:27:34Z", datetime(2026, 11, 22, 2, 27, 34, tzinfo=UTC)),
        ("2026-11-22T03:27:34.5+01:00", datetime(2026, 11, 22, 2, 27, 34, 500_000, tzinfo=UTC)),
        ("2026-11-22T02:27:34", datetime(2026, 11, 22, 2, 27, 34, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (1795314454, None),
    ],
)
def test_a_time_is_utc_or_none(value: Json, read: datetime | None) -> None:
    assert shapes.moment(value) == read


def test_links_are_found_in_every_shape() -> None:
    value: Json = [
        "https://m.example/1",
        {"type": "Link", "href": "https://m.example/2", "mediaType": "Image/PNG; q=1"},
        {"type": "Image", "url": "https://m.example/3", "mediaType": "image/webp"},
        {"type": "Image", "url": [{"href": "https://m.example/4", "mediaType": "image/avif"}]},
        {"type": "Image"},
        7,
    ]
    assert [(address, claimed) for address, claimed, _ in shapes.links(value)] == [
        ("https://m.example/1", ""),
        ("https://m.example/2", "image/png"),
        ("https://m.example/3", "image/webp"),
        ("https://m.example/4", "image/avif"),
    ]


@given(hostile())
def test_nothing_makes_it_fall_over(value: Json) -> None:
    assert len(shapes.many(value)) <= shapes.MOST
    assert all(shapes.web(one) == one for one in shapes.uris(value))
    assert all(shapes.web(address) == address for address, _, _ in shapes.links(value))
    assert shapes.moment(value) is None or isinstance(value, str)
    assert shapes.types(shapes.fields(value)) >= set()
