"""Memory files are hashed as they grow, and read-only once they are whole."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.net.memory import MemoryFile


@given(st.lists(st.binary(max_size=50)))
def test_what_was_written_is_there_with_its_size_and_digest(pieces: list[bytes]) -> None:
    file = MemoryFile()
    for piece in pieces:
        file.write(piece)
    got = file.sealed("image/png", 200)
    with os.fdopen(got.fd, "rb") as reader:
        assert reader.read() == b"".join(pieces)
    assert (got.size, got.media_type, got.status) == (len(b"".join(pieces)), "image/png", 200)
    assert got.sha256 == hashlib.sha256(b"".join(pieces)).hexdigest()


def test_no_disk_ever_sees_it_and_nobody_changes_it() -> None:
    file = MemoryFile()
    file.write(b"x")
    got = file.sealed("", 200)
    assert os.readlink(f"/proc/self/fd/{got.fd}").startswith("/memfd:")
    with pytest.raises(PermissionError):
        os.write(got.fd, b"y")
    with pytest.raises(PermissionError):
        os.ftruncate(got.fd, 0)
    os.close(got.fd)


def test_a_forgotten_one_leaves_nothing() -> None:
    before = len(os.listdir("/proc/self/fd"))
    file = MemoryFile()
    file.write(b"x")
    file.close()
    assert len(os.listdir("/proc/self/fd")) == before
