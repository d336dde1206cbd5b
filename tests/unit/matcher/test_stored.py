"""One kind in a built file."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from leeward.matcher import stored
from leeward.matcher.container import Reader, Writer
from leeward.matcher.sections import Builder, clip_digest
from leeward.matcher.stored import Layout, StoredKind
from leeward.model.errors import DamagedBank

A, B, C = b"\0" * 32, b"\1" * 32, b"\xff" * 32


def _written(
    path: Path, kind: str, builder: Builder, *instead: tuple[str, NDArray[Any]]
) -> tuple[Reader, Layout]:
    """Write one kind, and sections that come in the place of its own."""
    with Writer(path / "a.idx") as writer:
        layout = stored.write(writer, kind, builder.finish()[kind], lambda share: None)
        for name, array in instead:
            writer.write(name, array)
        writer.finish({})
    return Reader(path / "a.idx"), layout


def _stored(path: Path, kind: str, builder: Builder) -> StoredKind:
    shares: list[float] = []
    with Writer(path / "a.idx") as writer:
        layout = stored.write(writer, kind, builder.finish()[kind], shares.append)
        writer.finish({})
    assert shares[-1] == 1.0
    return StoredKind(Reader(path / "a.idx"), kind, layout)


@pytest.mark.parametrize("kind", ["pdq", "sha256"])
def test_hits_carry_entry_and_note_and_come_in_order(tmp_path: Path, kind: str) -> None:
    builder = Builder()
    for number, value in enumerate((C, A, B, A)):
        builder.add(kind, value, f"entry-{number}", "note" if number == 1 else None)
    hits = _stored(tmp_path, kind, builder).search([A, C], 0, set())
    assert [(hit.query, hit.value, hit.entry, hit.note) for hit in hits] == [
        (0, A, "entry-1", "note"),
        (0, A, "entry-3", None),
        (1, C, "entry-0", None),
    ]


def test_nearer_hits_come_first(tmp_path: Path) -> None:
    builder = Builder()
    for value in (b"\7" + A[1:], A, b"\1" + A[1:]):
        builder.add("pdq", value)
    assert [hit.distance for hit in _stored(tmp_path, "pdq", builder).search([A], 31, set())] == [0, 1, 3]


def test_removed_values_are_left_out(tmp_path: Path) -> None:
    builder = Builder()
    builder.add("pdq", A)
    builder.add("pdq", b"\1" + A[1:])
    hits = _stored(tmp_path, "pdq", builder).search([A], 31, {A})
    assert [hit.value for hit in hits] == [b"\1" + A[1:]]


def test_frames_lead_to_their_clip(tmp_path: Path) -> None:
    builder = Builder()
    builder.add_clip([A, B], "first")
    builder.add_clip([B, C, C], "second")
    kind = _stored(tmp_path, "vpdq", builder)
    hits = kind.search([B, C], 0, set())
    assert [(hit.query, hit.entry, hit.entry_number) for hit in hits] == [
        (0, "first", 0),
        (0, "second", 1),
        (1, "second", 1),
        (1, "second", 1),
    ]
    assert (kind.frames(0), kind.frames(1)) == (2, 3)
    assert {hit.entry for hit in kind.search([B], 0, {clip_digest(A + B)})} == {"second"}


def test_a_frame_whose_clip_is_not_there_is_damage(tmp_path: Path) -> None:
    builder = Builder()
    builder.add_clip([A, B], "first")
    reader, layout = _written(tmp_path, "vpdq", builder, ("vpdq/owners", np.array([0, 1], np.uint32)))
    kind = StoredKind(reader, "vpdq", layout)
    assert len(kind) == 1
    assert [hit.entry for hit in kind.search([A], 0, set())] == ["first"]
    with pytest.raises(DamagedBank, match="points outside itself"):
        kind.search([B], 0, set())


def test_a_layout_of_another_kind_is_damage(tmp_path: Path) -> None:
    builder = Builder()
    builder.add("pdq", A)
    reader, layout = _written(tmp_path, "pdq", builder)
    assert len(StoredKind(reader, "pdq", layout)) == 1
    for kind, other in (
        ("md5", layout),
        ("pdq", replace(layout, width=16)),
        ("pdq", replace(layout, layout="sorted")),
    ):
        with pytest.raises(DamagedBank, match="cannot be kept"):
            StoredKind(reader, kind, other)


@pytest.mark.parametrize("name", ["owners", "frames", "digests"])
def test_sections_of_clips_that_contradict_each_other_are_damaged(tmp_path: Path, name: str) -> None:
    builder = Builder()
    builder.add_clip([A, B, C], "first")
    reader, layout = _written(tmp_path, "vpdq", builder, (f"vpdq/{name}", np.zeros(7, np.uint16)))
    with pytest.raises(DamagedBank, match="another shape"):
        StoredKind(reader, "vpdq", layout)
