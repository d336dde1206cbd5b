"""Events come out whole, wherever the network cuts them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import NotFetched
from leeward.net.events import EventReader, ServerEvent

STREAM = (
    "\ufeffdata: 0\n\n"
    ':thump\n\nevent: update\r\ndata: {"é"}\r\ndata:two\r\n\r\ndata\n\nid: 7\ndata: x\n\nid: a\0b\n'
    "event: delete\rdata: 1\r\rretry: 5\nunknown: x\n\n:\ndata:  y\n\nevent: lost\n\nid\ndata: z\n\ndata: cut"
).encode()
EVENTS = [
    ServerEvent("message", "0"),
    ServerEvent("update", '{"é"}\ntwo'),
    ServerEvent("message", ""),
    ServerEvent("message", "x", "7"),
    ServerEvent("delete", "1", "7"),
    ServerEvent("message", " y", "7"),
    ServerEvent("message", "z"),
]


def read(*chunks: bytes) -> list[ServerEvent]:
    reader = EventReader(1000)
    return [event for chunk in chunks for event in reader.feed(chunk)]


@pytest.mark.parametrize("at", range(len(STREAM)))
def test_a_cut_anywhere_changes_nothing(at: int) -> None:
    assert read(STREAM[:at], STREAM[at:]) == EVENTS


def test_byte_by_byte_is_the_same() -> None:
    assert read(*(bytes([byte]) for byte in STREAM)) == EVENTS


@given(st.lists(st.integers(0, len(STREAM))))
def test_any_cuts_change_nothing(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert read(*(STREAM[a:b] for a, b in pairwise(edges))) == EVENTS


@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_read_the_same_however_cut(stream: bytes, at: int) -> None:
    assert read(stream[:at], stream[at:]) == read(stream)


def test_an_event_is_told_before_the_next_byte_arrives() -> None:
    assert read(b"data: x\n\n") == [ServerEvent("message", "x")]


@pytest.mark.parametrize(
    "chunk", [b"x" * 50, b"data: x\n", b":", b"\xff"], ids=["a line", "an event", "a comment", "binary"]
)
def test_what_never_ends_is_not_held(chunk: bytes) -> None:
    reader = EventReader(1000)
    with pytest.raises(NotFetched):
        _feed_for_ever(reader, chunk)


def _feed_for_ever(reader: EventReader, chunk: bytes) -> None:
    for _ in range(2000):
        reader.feed(chunk)


def test_comments_may_come_for_ever() -> None:
    reader = EventReader(100)
    assert not any(reader.feed(b":thump\n") for _ in range(1000))
