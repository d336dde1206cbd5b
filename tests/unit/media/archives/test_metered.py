"""Bytes that come out of an archive are counted once."""

import gzip
import io
import os
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.media.archives.metered import Budget, Metered, Spent
from leeward.model.errors import NotLooked
from leeward.model.look import Look

CONTENT = bytes(range(256)) * 16


def metered(allowed: int, content: bytes = CONTENT) -> Metered:
    return Metered(io.BytesIO(content), Budget(allowed))


def test_as_much_as_the_budget_can_be_read_again_and_again() -> None:
    file = metered(len(CONTENT))
    for _ in range(3):
        file.seek(0)
        assert file.read() == CONTENT


def test_one_byte_more_than_the_budget_is_refused_with_the_number() -> None:
    with pytest.raises(Spent) as why:
        metered(len(CONTENT) - 1).read()
    assert (why.value.look, why.value.reason) == (Look.TOO_LARGE, "it unpacks to more than 4095 bytes")


def test_going_to_the_end_is_charged() -> None:
    with pytest.raises(Spent):
        metered(len(CONTENT) - 1).seek(0, os.SEEK_END)


def test_the_budget_is_shared_between_members() -> None:
    budget = Budget(len(CONTENT) + 10)
    Metered(io.BytesIO(CONTENT), budget).read()
    with pytest.raises(Spent):
        Metered(io.BytesIO(CONTENT), budget).read(11)


def test_a_second_meter_has_as_much_once_more() -> None:
    budget = Budget(5)
    budget.spend(5)
    budget.again().spend(5)


STEPS = st.tuples(
    st.sampled_from([os.SEEK_SET, os.SEEK_CUR, os.SEEK_END]), st.integers(-300, 5000), st.integers(-1, 99)
)


@given(st.lists(STEPS, max_size=12))
def test_it_reads_and_seeks_as_a_plain_file_does(steps: list[tuple[int, int, int]]) -> None:
    plain, file = io.BytesIO(CONTENT), metered(len(CONTENT))
    for whence, offset, size in steps:
        at = {os.SEEK_SET: 0, os.SEEK_CUR: plain.tell(), os.SEEK_END: len(CONTENT)}[whence] + offset
        plain.seek(min(max(at, 0), len(CONTENT)))
        assert file.seek(offset, whence) == file.tell() == plain.tell()
        assert file.read(size) == plain.read(size)


def test_damage_is_told_in_our_words() -> None:
    packed = gzip.compress(os.urandom(5000))
    file = Metered(cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(packed[:2000]))), Budget(9999))
    with pytest.raises(NotLooked) as why:
        file.seek(0, os.SEEK_END)
    assert (why.value.look, why.value.reason) == (Look.UNREADABLE, "damaged or cut short in its archive")


def test_it_says_what_it_can() -> None:
    file = metered(1)
    assert file.readable()
    assert file.seekable()
