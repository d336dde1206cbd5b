"""Collecting entries."""

import numpy as np
import pytest

from leeward.matcher.sections import Builder, check_width, clip_digest
from leeward.model.errors import BadSignal


def test_entries_one_by_one_and_in_rows_are_the_same() -> None:
    one, many = Builder(), Builder()
    values = np.arange(48, dtype=np.uint8).reshape(3, 16)
    for value in values:
        one.add("md5", value.tobytes())
    many.add_many("md5", values)
    assert one.finish()["md5"].raw == many.finish()["md5"].raw
    assert len(one.finish()["md5"]) == len(many.finish()["md5"]) == 3


def test_kinds_come_in_one_order_whatever_the_list_did() -> None:
    builder = Builder()
    builder.add("sha1", bytes(20))
    builder.add("md5", bytes(16))
    assert list(builder.finish()) == ["md5", "sha1"]


def test_a_clip_is_one_entry_of_many_values() -> None:
    builder = Builder()
    builder.add("vpdq", bytes(64))
    builder.add_clip([bytes(32)] * 3)
    sections = builder.finish()["vpdq"]
    assert (len(sections), sections.values.shape, sections.frames) == (2, (5, 32), [2, 3])


@pytest.mark.parametrize(
    ("kind", "value"),
    [("md5", b"x" * 15), ("pdq", b"x" * 33), ("vpdq", b"x" * 40), ("vpdq", b""), ("new", b"")],
)
def test_a_value_of_another_length_is_refused_without_repeating_it(kind: str, value: bytes) -> None:
    with pytest.raises(BadSignal) as told:
        Builder().add(kind, value)
    assert "x" * 4 not in told.value.message


def test_an_unknown_kind_has_the_width_of_its_first_value() -> None:
    builder = Builder()
    builder.add("tlsh", bytes(35))
    with pytest.raises(BadSignal, match="has 35 bytes, this one 34"):
        builder.add("tlsh", bytes(34))


def test_clips_cannot_be_added_in_rows() -> None:
    with pytest.raises(ValueError, match="in rows"):
        Builder().add_many("vpdq", np.zeros((2, 32), np.uint8))


def test_check_width_accepts_what_fits() -> None:
    check_width("md5", 16, 16)


def test_clips_with_the_same_frames_have_the_same_digest() -> None:
    assert clip_digest(b"a") == clip_digest(b"a") != clip_digest(b"b")
