"""Objects are held in memory, within a size, and errors are our own words."""

import fcntl
import os
from collections.abc import Iterator

import pytest

from leeward.model.errors import NotLooked, SourceError
from leeward.model.look import Look
from leeward.net.objects import Bucket
from tests.contracts.stores import BUCKET, store


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


def test_a_key_that_cannot_be_addressed_is_told() -> None:
    with pytest.raises(SourceError, match="two slashes"):
        list(Bucket(BUCKET).objects("b"))


def test_an_error_repeats_nothing_of_the_store(endpoint: str) -> None:
    with pytest.raises(SourceError) as error:
        list(Bucket("other").objects(""))
    assert endpoint not in error.value.message
    assert "<" not in error.value.message
