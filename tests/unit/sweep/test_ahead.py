"""What is slow to open is opened beforehand: each once, within bounds, and nothing stays open."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from leeward.model.errors import NotLooked, SourceError
from leeward.model.look import Look
from leeward.plugins.connectors.protocol import Found
from leeward.sweep.ahead import Ahead

LONG_S = 20.0  # seconds; only a failing test waits so long
MIB = 1024 * 1024


class Store:
    """Files that open when a test lets them."""

    def __init__(self, file: Path) -> None:
        file.write_bytes(b"a bridge")
        self.file = file
        self.gate = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)
        self.opened: list[str] = []

    def found(self, name: str, size: int | None = 0) -> Found:
        return Found(name, lambda: self.open(name), "", slow_bytes=size)

    def open(self, name: str) -> int:
        self.asked.release()
        assert self.gate.acquire(timeout=LONG_S)
        self.opened.append(name)
        if name.startswith("gone"):
            raise NotLooked(Look.VANISHED, "gone")
        return os.open(self.file, os.O_RDONLY | os.O_CLOEXEC)

    def asks(self, number: int) -> bool:
        """Whether at least so many are being opened."""
        return all(self.asked.acquire(timeout=LONG_S) for _ in range(number))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    before = len(os.listdir("/proc/self/fd"))
    store = Store(tmp_path / "x")
    yield store
    assert len(os.listdir("/proc/self/fd")) == before


def _taken(ahead: Ahead) -> Iterator[Found]:
    while not ahead.is_over:
        if found := ahead.take(LONG_S):
            yield found


def _read(found: Found) -> bytes:
    with os.fdopen(found.open(), "rb") as file:
        return file.read()


def test_every_file_comes_once_with_its_own_bytes(store: Store) -> None:
    store.gate.release(100)
    names = [f"{number}" for number in range(100)]
    with closing(Ahead(store.found(name, MIB) for name in names)) as ahead:
        taken = [(found.path, _read(found)) for found in _taken(ahead)]
    assert sorted(taken) == sorted((name, b"a bridge") for name in names)
    assert sorted(store.opened) == sorted(names)


def test_many_are_opened_at_once_and_no_more_than_that(store: Store) -> None:
    with closing(Ahead(store.found(f"{number}") for number in range(100))) as ahead:
        assert ahead.take(0.0) is None
        assert store.asks(16)
        assert not store.asked.acquire(timeout=0.05)
        store.gate.release(100)


@pytest.mark.parametrize(
    ("sizes", "at_once"),
    [([128 * MIB] * 4, 2), ([1024 * MIB, 1], 1), ([1, 1024 * MIB, 1], 1)],
    ids=["two fill it", "a large one goes alone", "a large one waits"],
)
def test_what_is_held_in_memory_is_bounded(store: Store, sizes: list[int], at_once: int) -> None:
    files = (store.found(f"{number}", size) for number, size in enumerate(sizes))
    with closing(Ahead(files)) as ahead:
        assert ahead.take(0.0) is None
        assert store.asks(at_once)
        assert not store.asked.acquire(timeout=0.05)
        store.gate.release(100)
        assert len([_read(found) for found in _taken(ahead)]) == len(sizes)


def test_the_first_that_is_open_comes_first(store: Store) -> None:
    late = Found("late", lambda: store.open("late"), "", slow_bytes=0)
    soon = Found("soon", lambda: os.open(store.file, os.O_RDONLY), "", slow_bytes=0)
    with closing(Ahead(iter([late, soon]))) as ahead:
        first = ahead.take(LONG_S)
        assert first is not None
        assert (first.path, _read(first)) == ("soon", b"a bridge")
        store.gate.release()


def test_what_is_quick_to_open_is_neither_opened_nor_read_ahead(store: Store) -> None:
    read: list[str] = []

    def files() -> Iterator[Found]:
        for name in "abc":
            read.append(name)
            yield store.found(name, None)

    with closing(Ahead(files())) as ahead:
        assert (taken := ahead.take(0.0))
        assert (taken.path, read, store.opened) == ("a", ["a"], [])


def test_a_second_try_opens_anew(store: Store) -> None:
    store.gate.release(2)
    with closing(Ahead(iter([store.found("a")]))) as ahead:
        (found,) = _taken(ahead)
        assert [_read(found), _read(found)] == [b"a bridge"] * 2
    assert store.opened == ["a", "a"]


def test_what_cannot_be_opened_says_so_when_it_is_opened(store: Store) -> None:
    store.gate.release()
    with closing(Ahead(iter([store.found("gone")]))) as ahead:
        (found,) = _taken(ahead)
        with pytest.raises(NotLooked) as error:
            found.open()
    assert error.value.look is Look.VANISHED


def test_trouble_comes_after_what_came_before_it(store: Store) -> None:
    def files() -> Iterator[Found]:
        yield store.found("a")
        raise SourceError("the store stopped listing")

    store.gate.release()
    with closing(Ahead(files())) as ahead:
        assert (found := ahead.take(LONG_S))
        assert _read(found) == b"a bridge"
        assert not ahead.is_over
        with pytest.raises(SourceError):
            ahead.take(0.0)


@pytest.mark.parametrize("taken", [0, 1, 5])
def test_nothing_stays_open_when_it_is_closed_early(store: Store, taken: int) -> None:
    names: Callable[[int], str] = "gone {}".format
    with closing(Ahead(store.found(names(n) if n == 7 else str(n)) for n in range(100))) as ahead:
        ahead.take(0.0)
        store.gate.release(100)
        given = [ahead.take(LONG_S) for _ in range(taken)]
    assert None not in given
    assert len(store.opened) <= 16 + taken
