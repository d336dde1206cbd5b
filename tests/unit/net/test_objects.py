"""Objects are held in memory, within a size, and errors are our own words."""

import fcntl
import os
from collections.abc import Iterator

import pytest

from leeward.model.errors import NotLooked, SourceError
from leeward.model.look import Look
from leeward.net.objects import Bucket, Unlisted
from tests.contracts.stores import BUCKET, put, remove, store

MANY = [f"a/{number:04}" for number in range(1_001)]  # one more than a page has


@pytest.fixture(autouse=True)
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with store(monkeypatch, {"a": b"x" * 5_000_000, "b//c": b""}) as endpoint:
        yield endpoint


def test_an_object_comes_whole_into_sealed_memory() -> None:
    fd = Bucket(BUCKET).fetch("a", 5_000_000)
    assert os.readlink(f"/proc/self/fd/{fd}").startswith("/memfd:")
    assert fcntl.fcntl(fd, fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE
    with os.fdopen(fd, "rb") as file:
        assert file.read() == b"x" * 5_000_000


def test_an_object_larger_than_allowed_is_not_held() -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(NotLooked) as error:
        Bucket(BUCKET).fetch("a", 4_999_999)
    assert error.value.look is Look.TOO_LARGE
    assert len(os.listdir("/proc/self/fd")) <= before + 2


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (["x", "y//1", "z/2", "z/3/4"], ["x", "z/2", "z/3/4", Unlisted("y")]),
        (["y/.1", "y//1", "y/0", "y/2", "y/3/4"], ["y/0", "y/2", "y/3/4", Unlisted("y")]),
        (["//x", "a", "b/c"], ["a", "b/c", Unlisted("")]),
        (["/x", "a", "b//c"], ["a", Unlisted(""), Unlisted("b")]),
        (["y//1", "y/a", "y/b//c", "y/d"], [Unlisted("y")]),
        ([*MANY, "b//c", "d"], [*MANY, Unlisted("b"), "d"]),
    ],
    ids=["elsewhere", "beside it", "at the top", "one that begins with a slash", "two", "many pages"],
)
def test_a_key_that_cannot_be_addressed_costs_only_its_folder(
    endpoint: str, keys: list[str], found: list[str | Unlisted]
) -> None:
    remove(endpoint, "b//c")
    remove(endpoint, "a")
    put(endpoint, dict.fromkeys(keys, b"x"))
    told = [one if isinstance(one, Unlisted) else one.key for one in Bucket(BUCKET).objects("")]
    assert sorted(told, key=str) == sorted(found, key=str)


def test_an_error_repeats_nothing_of_the_store(endpoint: str) -> None:
    with pytest.raises(SourceError) as error:
        list(Bucket("other").objects(""))
    assert endpoint not in error.value.message
    assert "<" not in error.value.message


@pytest.mark.parametrize("endpoint", ["https://", "127.0.0.1:9", "ftp://objects.example", "http://[::1"])
def test_an_endpoint_that_is_no_address_is_told(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(SourceError, match="AWS_ENDPOINT_URL"):
        Bucket("media")
