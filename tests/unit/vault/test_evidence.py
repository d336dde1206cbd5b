"""Sealed media: whole, in order, of this media and no other, or not at all."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.errors import SealError
from leeward.vault.evidence import PIECE, Evidence, Opening, sealed_pieces
from leeward.vault.keys import VaultKey

KEY = VaultKey(bytes(range(32)))


@contextmanager
def _memory(content: bytes) -> Iterator[int]:
    fd = os.memfd_create("a test")
    os.write(fd, content)
    os.lseek(fd, 3, os.SEEK_SET)
    yield fd
    os.close(fd)


def _evidence(content: bytes, media: int = 7) -> Evidence:
    return Evidence(media, len(content), hashlib.sha256(content).digest())


def _sealed(content: bytes, media: int = 7) -> list[bytes]:
    with _memory(content) as fd:
        return list(sealed_pieces(fd, _evidence(content, media), KEY, os.urandom))


def _opened(evidence: Evidence, pieces: list[bytes], key: VaultKey = KEY) -> bytes:
    opening = Opening(evidence, key)
    try:
        for one in pieces:
            opening.take(one)
        fd = opening.whole()
        try:
            return os.pread(fd, evidence.size + 1, 0)
        finally:
            os.close(fd)
    finally:
        opening.close()


@settings(max_examples=20, deadline=None)
@given(
    size=st.sampled_from([0, 1, 1000, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5]),
    seed=st.binary(min_size=1, max_size=9),
)
def test_what_was_sealed_opens_as_it_was(size: int, seed: bytes) -> None:
    content = (seed * (size // len(seed) + 1))[:size]
    pieces = _sealed(content)
    assert len(pieces) == _evidence(content).pieces
    assert _opened(_evidence(content), pieces) == content
    assert not seed * 4 or all(seed * 4 not in one for one in pieces)


def test_sealing_leaves_the_descriptor_where_it_was() -> None:
    content = b"a bridge" * 10
    with _memory(content) as fd:
        list(sealed_pieces(fd, _evidence(content), KEY, os.urandom))
        assert os.lseek(fd, 0, os.SEEK_CUR) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda pieces: [pieces[1], pieces[0], pieces[2]],
        lambda pieces: pieces[:2],
        lambda pieces: [*pieces, pieces[2]],
        lambda pieces: [pieces[0], pieces[0], pieces[2]],
        lambda pieces: [pieces[0], pieces[1][:-1] + bytes([pieces[1][-1] ^ 1]), pieces[2]],
        lambda pieces: [pieces[0], b"", pieces[2]],
        lambda pieces: [],
    ],
    ids=["swapped", "cut", "longer", "repeated", "changed", "emptied", "nothing"],
)
def test_pieces_cannot_be_swapped_cut_or_changed(change: object) -> None:
    content = os.urandom(3 * PIECE - 7)
    with pytest.raises(SealError):
        _opened(_evidence(content), change(_sealed(content)))  # type: ignore[operator]


def test_a_piece_of_another_media_does_not_fit() -> None:
    content = bytes(2 * PIECE)
    ours, theirs = _sealed(content, 7), _sealed(content, 8)
    with pytest.raises(SealError, match="sealed for another place"):
        _opened(_evidence(content), [ours[0], theirs[1]])


def test_pieces_of_an_earlier_keeping_of_the_same_media_do_not_mix_in() -> None:
    before, after = b"a" * 2 * PIECE, b"b" * 2 * PIECE
    with pytest.raises(SealError, match="do not make up what was kept"):
        _opened(_evidence(after), [_sealed(before)[0], _sealed(after)[1]])


def test_another_key_opens_nothing_and_no_message_tells_the_digest() -> None:
    content = b"a bridge"
    with pytest.raises(SealError) as caught:
        _opened(_evidence(content), _sealed(content), VaultKey(bytes(32)))
    assert hashlib.sha256(content).hexdigest() not in caught.value.message + caught.value.hint


def test_a_media_that_is_shorter_than_it_was_said_to_be_is_not_sealed() -> None:
    with _memory(b"short") as fd, pytest.raises(SealError, match="shorter"):
        list(sealed_pieces(fd, Evidence(1, 6, bytes(32)), KEY, os.urandom))


def test_what_is_opened_cannot_be_written_to() -> None:
    content = b"a bridge"
    opening = Opening(_evidence(content), KEY)
    for one in _sealed(content):
        opening.take(one)
    fd = opening.whole()
    opening.close()
    with pytest.raises(PermissionError):
        os.write(fd, b"x")
    os.close(fd)
