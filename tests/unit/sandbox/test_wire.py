import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.findings import Json
from leeward.sandbox import wire

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
MESSAGES = st.dictionaries(st.text(), TREES, max_size=4)


@pytest.fixture
def link() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        far.settimeout(5)
        yield near, far


@given(st.lists(MESSAGES, max_size=4), st.integers(1, 50))
def test_messages_come_out_as_they_went_in_however_the_link_cuts_them(
    messages: list[dict[str, Json]], size: int
) -> None:
    stream = b"".join(wire.encode(message) for message in messages)
    inbox = wire.Inbox()
    parts = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert [message for part in parts for message in inbox.take(part)] == messages


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_bad_message(body: bytes) -> None:
    try:
        message = wire.decode(body)
    except wire.BadMessage:
        return
    assert isinstance(message, dict)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[1]", "not an object"),
        (b"", "not JSON"),
        (b'{"a":NaN}', "not JSON"),
        (b'{"a":-Infinity}', "not JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "too deep"),
        (b'{"a":' * 90_000, "not JSON"),
        (b'{"a":[' + b"[]," * 100_001 + b"1]}", "too many parts"),
    ],
    ids=["list", "empty", "nan", "infinity", "huge number", "not text", "deep", "very deep", "full"],
)
def test_what_is_not_one_of_our_messages_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(wire.BadMessage, match=why):
        wire.decode(body)


def test_a_message_at_the_limit_of_depth_is_taken() -> None:
    assert wire.decode(b'{"a":' * 31 + b"1" + b"}" * 31)


def test_a_length_beyond_the_limit_is_refused_before_anything_is_kept() -> None:
    with pytest.raises(wire.BadMessage, match="too long"):
        list(wire.Inbox().take((wire.MOST_BYTES + 1).to_bytes(4, "big")))


def test_messages_before_a_bad_one_are_not_lost() -> None:
    taken = wire.Inbox().take(wire.encode({"good": 1}) + b"\0\0\0\x01x")
    assert next(taken) == {"good": 1}
    with pytest.raises(wire.BadMessage):
        next(taken)


def test_a_message_too_long_is_not_sent(link: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(wire.BadMessage, match="too long"):
        wire.send(link[0], {"a": "x" * wire.MOST_BYTES})


def test_a_descriptor_crosses_with_its_message_and_is_a_copy(
    link: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    path = tmp_path / "paper"
    path.write_text("hello")
    fd = os.open(path, os.O_RDONLY)
    wire.send(link[0], {"ask": 1}, fd)
    os.close(fd)
    got = wire.receive(link[1])
    assert got is not None
    message, (copy,) = got
    with os.fdopen(copy) as paper:
        assert (message, paper.read()) == ({"ask": 1}, "hello")
        assert not os.get_inheritable(copy)


def test_the_end_of_the_link_is_none(link: tuple[socket.socket, socket.socket]) -> None:
    link[0].close()
    assert wire.receive(link[1]) is None


def test_a_link_that_ends_inside_a_message_is_a_bad_message(
    link: tuple[socket.socket, socket.socket],
) -> None:
    link[0].sendall(wire.encode({"a": 1})[:-1])
    link[0].close()
    with pytest.raises(wire.BadMessage, match="ended early"):
        wire.receive(link[1])
