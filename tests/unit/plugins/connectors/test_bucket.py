"""Buckets: prefixes, and what is told where nothing can be had."""

from collections.abc import Iterator

import pytest

from leeward.model.errors import SourceError
from leeward.model.look import Look
from leeward.plugins.connectors.bucket import SOURCE
from leeward.plugins.connectors.protocol import Found, Lost
from tests.contracts.stores import put, store

CONTENT = {"a/1": b"one", "a/b/2": b"two", "ab/3": b"three", "a/folder/": b"", "a/empty": b""}


@pytest.fixture(autouse=True)
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with store(monkeypatch, CONTENT) as endpoint:
        yield endpoint


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        ("s3://media", ["a/1", "a/b/2", "a/empty", "ab/3"]),
        ("s3://media/", ["a/1", "a/b/2", "a/empty", "ab/3"]),
        ("s3://media/a", ["a/1", "a/b/2", "a/empty"]),
        ("s3://media/a/", ["a/1", "a/b/2", "a/empty"]),
        ("s3://media/a/b/2", ["a/b/2"]),
    ],
)
def test_a_prefix_gives_what_is_below_it(where: str, keys: list[str]) -> None:
    found = [step.path for step in SOURCE.walk(where) if isinstance(step, Found)]
    assert found == [f"s3://media/{key}" for key in keys]


def test_objects_are_worth_opening_ahead_and_say_what_they_take() -> None:
    found = [step for step in SOURCE.walk("s3://media/a") if isinstance(step, Found)]
    assert [step.slow_bytes for step in found] == [3, 3, 0]


def test_a_prefix_with_nothing_below_is_lost() -> None:
    assert [step.look for step in SOURCE.walk("s3://media/zz") if isinstance(step, Lost)] == [Look.VANISHED]


def test_keys_with_two_slashes_are_lost_and_the_others_found(endpoint: str) -> None:
    put(endpoint, {"a//x": b"four"})
    (lost,) = [step for step in SOURCE.walk("s3://media") if isinstance(step, Lost)]
    assert (lost.path, lost.look) == ("s3://media/a//", Look.UNREADABLE)
    found = [step.path for step in SOURCE.walk("s3://media") if isinstance(step, Found)]
    assert sorted(found) == [f"s3://media/{key}" for key in ("a/1", "a/b/2", "a/empty", "ab/3")]


@pytest.mark.parametrize(
    ("where", "why"), [("s3://nothing-here", "no such bucket"), ("s3:///x", "names no bucket")]
)
def test_a_bucket_that_is_not_there_is_told_with_a_hint(where: str, why: str) -> None:
    with pytest.raises(SourceError, match=why) as error:
        list(SOURCE.walk(where))
    assert error.value.hint


def test_plain_http_is_refused_unless_the_operator_named_it(
    monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.replace("http", "https"))
    monkeypatch.setenv("LEEWARD_UNUSED", endpoint)
    with pytest.raises(SourceError, match="does not answer"):
        list(SOURCE.walk("s3://media"))
